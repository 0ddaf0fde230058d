"""Reading files of others: safe folders, zips, XML, YAML and CSV, each value traceable to its place."""
