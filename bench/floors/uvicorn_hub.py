"""The same bare hub by ASGI's `send`, on uvicorn with the flags that our room gets there."""

import uvicorn

from bench.floors import asgi_hub

if __name__ == "__main__":
    uvicorn.run(
        asgi_hub.application,
        port=asgi_hub.port,
        ws_max_size=65536,
        ws_per_message_deflate=False,
        log_level="error",
        lifespan="off",
    )
