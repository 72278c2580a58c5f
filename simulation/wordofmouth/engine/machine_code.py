"""Machine code: a function that numba compiled for another process, made to run in this one.

To run it takes none of what numba knows about compiling: two hundred modules of it, and SciPy's linear algebra, which
together take longer to import than a small market takes for a year. Numba gets ready to compile by itself when it has
to, so what is left out here is only left for later.
"""

import io
import pickle
from typing import Any

import llvmlite.binding as llvm
from numba.core import environment as numba_environment
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompileResult
from numba.core.runtime import rtsys


def load(context: Any, content: bytes) -> CompileResult:
    """Return a compiled function of what numba made of it, its `CompileResult` reduced and pickled.

    It does what numba's `CompileResult._rebuild` does, and no more of it than running takes.

    Args:
        context: of the target, the processor, for which it was compiled.
        content: as a trusted store kept it.
    """
    # Where numba calls `context.refresh()`, which makes it ready to compile.
    rtsys.initialize(context)
    code, description, environment, signature, *others = _Reader(io.BytesIO(content)).load()
    is_object, lifted, annotation, preparations, environments = others
    for prepare in preparations:
        prepare()
    library = _Library.of(context.codegen(), code)
    # What is asked of the library below; whoever asks for another name is told that there is none.
    library.codegen._engine._defined_symbols |= {
        description.llvm_func_name,
        description.llvm_cpython_wrapper_name,
        description.llvm_cfunc_wrapper_name,
        *(each.env_name for each in (environment, *environments)),
    }
    known: dict[str, Any] = {
        "target_context": context,
        "typing_context": context.typing_context,
        "library": library,
        "environment": environment,
        "entry_point": context.get_executable(library, description, environment),
        "fndesc": description,
        "type_annotation": annotation,
        "signature": signature,
        "objectmode": is_object,
        "lifted": lifted,
        "reload_init": preparations,
        "referenced_envs": environments,
    }
    for each in environments:
        library.codegen.set_env(each.env_name, each)
    names: tuple[str, ...] = CompileResult._fields
    return CompileResult(**{name: known.get(name) for name in names})


class _Library(JITCodeLibrary):
    """Machine code, and the intermediate code from which it was made.

    That is read when another function is compiled that calls this one, and seldom is any.
    """

    _intermediate: bytes

    @classmethod
    def of(cls, codegen: Any, code: tuple[str, str, tuple[bytes, bytes]]) -> "_Library":
        name, _, (machine, intermediate) = code
        library: _Library = cls(codegen, name)
        library.enable_object_caching()
        library._set_compiled_object(machine)
        library._intermediate = intermediate
        library._finalize_final_module()
        return library

    def _get_module_for_linking(self) -> Any:
        if self._shared_module is None:
            self._shared_module = llvm.parse_bitcode(self._intermediate)
            self._codegen._engine._load_defined_symbols(self._shared_module)
        return self._shared_module


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        thing = super().find_class(module, name)
        return _environment if thing is numba_environment._rebuild_env else thing


def _environment(module: str, constants: Any, name: str) -> Any:
    """Return the environment in which a compiled function runs, as numba's `_rebuild_env` does.

    That imports the module in which the function was written: numba's own, for whatever was compiled into ours. Machine
    code has no use for the names in it.
    """
    if not module.startswith("numba.") or numba_environment.lookup_environment(name) is not None:
        return numba_environment._rebuild_env(module, constants, name)
    environment = numba_environment.Environment({"__name__": module})
    environment.consts[:] = constants
    environment.env_name = name
    environment._memo[name] = environment
    return environment
