"""Asks a gateway for what isn't chat as the official client does, and prints what the program saw."""

import base64
import io
import json

import openai

client = openai.OpenAI(max_retries=0, timeout=20)
SOUND = bytes(range(256)) * 1200


def told(case, **result):
    print(json.dumps({"case": case, "result": result}), flush=True)


def sound(name="talk.wav"):
    file = io.BytesIO(SOUND)
    file.name = name
    return file


def case_embeddings():
    answer = client.embeddings.create(model="embedder", input=["a", "b"])
    told("embeddings", vectors=[list(e.embedding) for e in answer.data], tokens=answer.usage.prompt_tokens)


def case_images():
    made = client.images.generate(model="painter", prompt="a cat", n=1, size="1024x1024")
    told("image", bytes=base64.b64decode(made.data[0].b64_json).decode(), tokens=made.usage.total_tokens)
    edited = client.images.edit(model="painter", image=sound("a.png"), prompt="a hat")
    told("image edit", bytes=base64.b64decode(edited.data[0].b64_json).decode())
    events = list(client.images.generate(model="painter", prompt="a cat", stream=True, partial_images=1))
    told("image stream", types=[e.type for e in events])


def case_audio():
    with client.audio.speech.with_streaming_response.create(model="speaker", voice="alloy", input="Hi") as speech:
        told("speech", bytes=len(speech.read()), type=speech.headers["content-type"])
    heard = client.audio.transcriptions.create(model="hearer", file=sound(), language="en")
    told("transcription", text=heard.text, tokens=heard.usage.total_tokens)
    text = client.audio.transcriptions.create(model="hearer", file=sound(), response_format="text")
    told("transcription text", text=text)
    events = list(client.audio.transcriptions.create(model="hearer", file=sound(), stream=True))
    told("transcription stream", text="".join(e.delta for e in events if e.type == "transcript.text.delta"),
         last=events[-1].type)
    told("translation", text=client.audio.translations.create(model="hearer", file=sound()).text)


def case_moderations():
    answer = client.moderations.create(model="judge", input="I hate")
    told("moderation", flagged=answer.results[0].flagged, hate=answer.results[0].categories.hate)


def case_files():
    made = client.files.create(file=sound("calls.jsonl"), purpose="batch")
    told("file", id=made.id, bytes=made.bytes)
    told("files", ids=[f.id for f in client.files.list()])
    told("file again", name=client.files.retrieve("file-1").filename)
    told("file content", text=client.files.content("file-1").text)
    told("file deleted", deleted=client.files.delete("file-1").deleted)


def case_batches():
    made = client.batches.create(input_file_id="file-1", endpoint="/v1/chat/completions", completion_window="24h")
    told("batch", id=made.id, status=made.status)
    told("batches", ids=[b.id for b in client.batches.list()])
    told("batch again", status=client.batches.retrieve("batch_1").status)
    told("batch cancelled", status=client.batches.cancel("batch_1").status)


def case_error():
    try:
        client.moderations.create(model="nobody", input="x")
    except openai.NotFoundError as e:
        told("error", status=e.status_code, code=e.code)


for run in (case_embeddings, case_images, case_audio, case_moderations, case_files, case_batches, case_error):
    run()
