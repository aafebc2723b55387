"""A gRPC backend that the gateway knows nothing of: described by reflection (v1alpha), or by `--describe FILE`."""

import sys
import tempfile
import threading
import time
from concurrent import futures
from pathlib import Path

import grpc
import grpc_tools
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_reflection.v1alpha import reflection
from grpc_status import rpc_status
from grpc_tools import protoc

HERE = Path(__file__).parent
include = Path(grpc_tools.__file__).parent / "_proto"
import google.api as google_api  # noqa: E402

api = Path(list(google_api.__path__)[0]).parent.parent
out = tempfile.mkdtemp()
arguments = ["protoc", f"-I{HERE}", f"-I{include}", f"-I{api}", f"--python_out={out}", f"--grpc_python_out={out}"]
if "--describe" in sys.argv:
    arguments += ["--include_imports", f"--descriptor_set_out={sys.argv[sys.argv.index('--describe') + 1]}"]
if "--newer" in sys.argv:
    arguments[1] = f"-I{out}"
    newer = (HERE / "library.proto").read_text().replace("  Genre genre = 2;", "  Genre genre = 2;\n  string isbn = 40;", 1)
    (Path(out) / "library.proto").write_text(newer)
assert protoc.main(arguments + ["library.proto"]) == 0
assert protoc.main(["protoc", f"-I{HERE}", f"--python_out={out}", "lender.proto"]) == 0
sys.path.insert(0, out)
import lender_pb2  # noqa: E402
import library_pb2 as pb  # noqa: E402
import library_pb2_grpc  # noqa: E402


def abort(context, status):
    told = rpc_status.to_status(status)
    context.abort_with_status(told._replace(trailing_metadata=told.trailing_metadata + (("x-why", "a"), ("x-why", "b"))))


def lender():
    packed = any_pb2.Any()
    packed.Pack(lender_pb2.Lender(name="Q", card=lender_pb2.Lender.Card(number=7)))
    return packed


class Library(library_pb2_grpc.LibraryServicer):
    def GetBook(self, request, context):
        seen = {k: v for k, v in context.invocation_metadata()}
        names = ",".join(sorted(name for name in seen if not name.startswith(("grpc-", "user-agent"))))
        context.send_initial_metadata(
            (("x-shelf", "seven"), ("x-saw", seen.get("x-reader", "nobody")), ("x-names", names)))
        seal = b"".join(v for k, v in context.invocation_metadata() if k == "x-seal-bin")
        context.set_trailing_metadata((("x-checked", "yes"), *((("x-seal-bin", seal),) if seal else ())))
        book = pb.Book(name=request.name, sold=request.limit, lent=request.full)
        book.mask.CopyFrom(request.view)
        if request.name == "lent":
            book.detail.CopyFrom(lender())
        return book

    def CreateBook(self, request, context):
        request.book.name = request.parent + "/books/1"
        return request.book

    def Echo(self, request, context):
        return request

    def ListBooks(self, request, context):
        context.set_trailing_metadata((("x-last", "page"),))
        for number in range(request.count):
            if request.fail_after and number == request.fail_after:
                author = any_pb2.Any()
                author.Pack(pb.Author(full_name="Q"))
                abort(context, status_pb2.Status(code=15, message="the shelf broke", details=[author]))
            yield pb.Book(name=f"books/{number}")

    def CountBooks(self, requests, context):
        return pb.Count(books=sum(1 for _ in requests))

    def Chat(self, requests, context):
        for book in requests:
            yield pb.Book(name=book.name + "!", detail=lender() if book.name == "lent" else None)

    def Hold(self, requests, context):
        context.add_callback(lambda: print("CANCELLED", flush=True))
        while context.is_active():
            time.sleep(0.05)
        return pb.Count()

    def Search(self, request, context):
        return pb.SearchResult(asked=request)

    def Fail(self, request, context):
        info = any_pb2.Any()
        info.Pack(error_details_pb2.ErrorInfo(reason="BECAUSE", domain="library"))
        author = any_pb2.Any()
        author.Pack(pb.Author(full_name="Q"))
        unknown = any_pb2.Any(type_url="type.googleapis.com/no.Such", value=b"\x01")
        context.send_initial_metadata((("x-shelf", "seven"),))
        details = [lender()] if request.message == "lent" else [info, author, unknown]
        abort(context, status_pb2.Status(code=request.code, message=request.message, details=details))

    def Slow(self, request, context):
        context.add_callback(lambda: print("CANCELLED", flush=True))
        yield pb.Book(name="first")
        while context.is_active():
            time.sleep(0.05)


server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
library_pb2_grpc.add_LibraryServicer_to_server(Library(), server)
if "--describe" not in sys.argv:
    names = (pb.DESCRIPTOR.services_by_name["Library"].full_name, reflection.SERVICE_NAME)
    reflection.enable_server_reflection(names, server)
wanted = sys.argv[sys.argv.index("--port") + 1] if "--port" in sys.argv else "0"
port = server.add_insecure_port("127.0.0.1:" + wanted)
server.start()
print(f"PORT {port}", flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), server.stop(0)), daemon=True).start()
server.wait_for_termination()
