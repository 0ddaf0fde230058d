"""The pages in the browser: they ask the pipeline and show the answer."""
