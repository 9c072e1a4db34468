// What every page loads. One behaviour a module; all listen on the document, so swapped-in content works too.
import "#page/dialogs";
import "#page/menus";
import "#page/tabs";
import "#page/theme";
import "#page/copy";
import "#page/times";
import { toast } from "#page/toasts";

// A server answer may announce something: HX-Trigger: {"toast": {"text": "...", "kind": "good"}}
document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.kind));
