"""What the engine cannot read is said of people by name, in the language of the reader."""

from matching.cell_words import Place, WrongCell, in_words, wrong_cells

NAMES = ["Amina Abbas", "Bogdan Bakker"]


def test_a_line_is_the_person_in_it_and_each_cell_is_told_once():
    places = [Place("students.csv", 3, "tz"), Place("students.csv", 3, "tz"), Place("facilitators.csv", 2, "languages")]
    assert wrong_cells(places, NAMES, ["Fatima"]) == (
        WrongCell("Bogdan Bakker", "tz"),
        WrongCell("Fatima", "languages"),
    )


def test_what_stands_in_no_line_of_a_person_is_of_the_rules():
    assert wrong_cells([Place("constraints.json", 0, "")], NAMES, []) == (WrongCell("", ""),)
    assert in_words([WrongCell("", "")]) == "The rules of the exchange cannot be read: look at its design."


def test_a_column_has_a_name_that_people_know():
    assert in_words([WrongCell("Amina Abbas", "availability")]) == "Amina Abbas: this cannot be read: free hours."
    assert in_words([WrongCell("Amina Abbas", "x")]) == "Amina Abbas: something in the profile cannot be read."


def test_many_are_counted():
    assert in_words([WrongCell(f"P{n}", "tz") for n in range(6)]).endswith("And 1 more like this.")
    assert in_words([WrongCell(f"P{n}", "tz") for n in range(7)]).endswith("And 2 more like these.")
