"Package the course: every field comes from settings.ini, the version from gan_course/__init__.py."
import re
from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

here = Path(__file__).parent
config = ConfigParser(delimiters=["="], interpolation=None)
config.read(here/"settings.ini", encoding="utf-8")
meta = config["DEFAULT"]


def lines(key):
    "The non-empty lines of a multi-line setting."
    return [o.strip() for o in meta[key].splitlines() if o.strip()]


def minor(version):
    "The minor part of a Python version: '3.10' gives 10."
    return int(version.split(".")[1])


STATUS = {"3": "3 - Alpha", "4": "4 - Beta", "5": "5 - Production/Stable"}
versions = [f"3.{o}" for o in range(minor(meta["min_python"]), minor(meta["max_python"]) + 1)]

setup(
    name=meta["lib_name"],
    version=re.search(r'^__version__ = "([^"]+)"', (here/meta["lib_path"]/"__init__.py").read_text(encoding="utf-8"), re.M)[1],
    description=meta["description"],
    long_description=(here/"README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    author=meta["author"],
    license=meta["license"],
    keywords=meta["keywords"].split(),
    classifiers=[
        f"Development Status :: {STATUS[meta['status']]}",
        "Intended Audience :: Education", "Intended Audience :: Science/Research",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
        f"Natural Language :: {meta['language']}",
        *[f"Programming Language :: Python :: {o}" for o in versions],
    ],
    python_requires=f">={meta['min_python']}",
    packages=find_packages(include=[meta["lib_path"], meta["lib_path"] + ".*"]),
    include_package_data=True,
    install_requires=lines("requirements"),
    extras_require={"export": lines("export_requirements"), "app": lines("app_requirements"),
                    "dev": lines("dev_requirements") + lines("export_requirements") + lines("app_requirements")},
    entry_points={"console_scripts": lines("console_scripts"), "nbdev": [f"{meta['lib_path']}={meta['lib_path']}._modidx:d"]},
)
