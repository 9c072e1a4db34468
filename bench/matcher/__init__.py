"""The parts of `./dev bench matching`: each is run alone and gives plain figures; report.py makes tables of them."""
