"""The layered drawing, step by step: skeleton, order, coordinates, routes; `export.layout` puts them together."""
