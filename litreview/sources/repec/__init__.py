"""RePEc: the ReDIF files of its archives and the services that stand on them.

`redif` reads the files, `archive` fetches them, `ideas` and `econpapers` read item pages and
search, `citec` counts citations. RePEc (https://repec.org) is named wherever its data are shown.
"""
