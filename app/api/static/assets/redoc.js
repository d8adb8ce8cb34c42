Redoc.init(
  "openapi.json",
  {
    hideDownloadButton: false,
    nativeScrollbars: true,
    expandResponses: "200",
    sortRequiredPropsFirst: true,
    theme: {
      colors: { primary: { main: "#1d4e89" } },
      typography: {
        fontFamily: "system-ui, sans-serif",
        headings: { fontFamily: "Georgia, 'Times New Roman', serif" },
      },
    },
  },
  document.getElementById("redoc"),
);
