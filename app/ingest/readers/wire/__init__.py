"""What news agencies send: NewsML, NITF, ninjs, IPTC 7901 and ANPA text, Reuters-21578."""
