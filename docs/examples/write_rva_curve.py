"""Writes recall versus area of any system as a file that `graticule eval rva` and the page read. Needs Python alone.

usage: python3 write_rva_curve.py AREAS.txt SYSTEM SET CURVE.rva.json
AREAS.txt has a line for each photo of the set: the km2 that were searched until its true place was covered (5.1e8 for a miss).
"""
import json
import sys

path, system, name, output = sys.argv[1:]
searched = sorted(float(line) for line in open(path) if line.strip())
areas = [10 ** (k / 10) for k in range(88)]
recall = [sum(a <= area for a in searched) / len(searched) for area in areas]
protocol = {"cells": "as the system states them", "ranking": "density", "ties": "all"}
json.dump({"format": "rva-curve", "version": 1, "system": system, "set": name, "photos": len(searched),
           "protocol": protocol, "areas": areas, "recall": recall}, open(output, "w"))
