"""The screens, one file each; `works` is what all lists of works have in common."""
