// Requests show what one chose, not every default: those are left out.
function withoutDefaults(request) {
  const spec = window.ui && window.ui.specSelectors.specJson().toJS();
  if (request.loadSpec || !spec || !spec.paths) {
    return request;
  }
  const [address, query] = request.url.split("?");
  const chosen = new URLSearchParams(query);
  for (const { get } of Object.values(spec.paths)) {
    for (const { name, schema } of get.parameters || []) {
      if (schema.default !== undefined && chosen.get(name) === String(schema.default)) {
        chosen.delete(name);
      }
    }
  }
  request.url = chosen.size ? `${address}?${chosen}` : address;
  return request;
}

window.ui = SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  requestInterceptor: withoutDefaults,
  syntaxHighlight: { theme: "agate" },
  tryItOutEnabled: true,
  validatorUrl: null,
});
