// Asking the server. An answer is {ok, ...}; a refusal has `refused`, and `state` when the page was behind.
import { board, state } from "#page/matching/board/store";
import { say } from "#page/matching/board/words";

const root = board.dataset.root;
const token = board.querySelector("[name=csrfmiddlewaretoken]").value;
const LOST = () => ({ ok: false, refused: { code: "lost", text: say("lost") } });

export async function ask(path, values = {}) {
  const query = new URLSearchParams(values);
  try {
    const answer = await fetch(`${root}${path}?${query}`, { headers: { Accept: "application/json" } });
    if (answer.status === 204) return { ok: true, same: true };
    return answer.ok ? { ok: true, ...(await answer.json()) } : LOST();
  } catch {
    return LOST();
  }
}

export async function part(path) {
  try {
    const answer = await fetch(root + path);
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}

/** One act. The version that the page has seen goes along. */
export async function send(verb, values) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ version: state.version, ...values })) body.append(name, value ?? "");
  try {
    const answer = await fetch(`${root}${verb}/`, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token } });
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    return isJson ? { ok: answer.ok, ...(await answer.json()) } : LOST();
  } catch {
    return LOST();
  }
}
