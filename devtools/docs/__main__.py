"""`.venv/bin/python -m devtools.docs`: write every generated page anew."""

import os
import sys

import django

from devtools.places import ROOT, environment_for_tests


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from devtools.docs.pages import generated

    for name, text in generated().items():
        path = ROOT / "docs" / "reference" / name
        changed = not path.exists() or path.read_text("utf-8") != text
        if changed:
            path.write_text(text, "utf-8")
        print(f"docs/reference/{name}: {'remade' if changed else 'as it was'}")
    return 0


if __name__ == "__main__":
    # The pages tell the defaults, never the settings of the shell that makes them.
    for name in [name for name in os.environ if name.startswith("DIALOGUE_")]:
        del os.environ[name]
    os.environ.update(environment_for_tests())
    sys.exit(main())
