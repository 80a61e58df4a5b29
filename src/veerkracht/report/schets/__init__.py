"""A wijkschets as a document: what stands on the sheet, numbered by what it rests on."""
