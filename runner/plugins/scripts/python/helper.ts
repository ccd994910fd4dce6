/**
 * A small Python module `kestra`: the log protocol of flow-language §6.11. A module of that name that is installed takes
 * precedence, for it may know more.
 */
export const helper = `import importlib.machinery
import importlib.util
import json
import logging
import os
import sys
import time

_here = os.path.dirname(os.path.abspath(__file__))
_elsewhere = [path for path in sys.path if os.path.abspath(path or ".") != _here]
_installed = importlib.machinery.PathFinder.find_spec("kestra", _elsewhere)

if _installed is not None and _installed.loader is not None:
    _module = importlib.util.module_from_spec(_installed)
    sys.modules["kestra"] = _module
    _installed.loader.exec_module(_module)
else:

    def _send(message):
        sys.stdout.write("::" + json.dumps(message, default=str) + "::\\n")
        sys.stdout.flush()

    class _Handler(logging.Handler):
        def emit(self, record):
            _send({"logs": [{"level": record.levelname, "message": self.format(record)}]})

    class Kestra:
        _logger = None

        @staticmethod
        def outputs(map_):
            _send({"outputs": map_})

        @staticmethod
        def counter(name, value, tags=None):
            _send({"metrics": [{"name": name, "type": "counter", "value": value, "tags": tags}]})

        @staticmethod
        def timer(name, duration, tags=None):
            """duration: seconds, or a callable to time"""
            if callable(duration):
                start = time.perf_counter()
                duration()
                duration = time.perf_counter() - start
            _send({"metrics": [{"name": name, "type": "timer", "value": duration, "tags": tags}]})

        @staticmethod
        def logger():
            if Kestra._logger is None:
                logger = logging.getLogger("Kestra")
                logger.setLevel(logging.DEBUG)
                logger.addHandler(_Handler())
                logger.propagate = False
                Kestra._logger = logger
            return Kestra._logger

        @staticmethod
        def read(path):
            with open(path, "rb") as file:
                return file.read()
`;
