// "Will it work?" on the way in: does the room itself work here. The whole check has a page of its own (check/whole.js).
import { conclude } from "#page/check/lines";
import { checkRoom, verdictOf } from "#page/check/room";

const again = document.getElementById("check-again");

async function check() {
  again.hidden = true;
  conclude("checking");
  conclude(verdictOf(await checkRoom()));
  again.hidden = false;
}

document.getElementById("check-stuck").hidden = true;
again.addEventListener("click", check);
check();
