"""Salesforce metadata on disk: both formats, folder or zip."""
