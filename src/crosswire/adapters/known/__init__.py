"""Recipes: how real adapters are called. One module each, loaded only when it is named."""
