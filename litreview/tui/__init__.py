"""The screen: shows what acts answer and starts them. No SQL, no network, no rules."""
