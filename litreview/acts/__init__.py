"""The verbs people use. Each is a plain function ``act(desk, ...) -> result``, declared in `table`."""
