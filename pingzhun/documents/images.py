"""Images are decoded and written anew: what is stored holds pixels and nothing else."""

import tempfile
from typing import IO

from PIL import Image, ImageOps

from pingzhun.documents.refusals import FileRefused

MAX_PIXELS = 40_000_000  # an A4 page at 600 dpi has 35 million; decoded, the limit is 120 MB


def redraw(file: IO[bytes], *, name: str, image_format: str) -> IO[bytes]:
    """Return a new temporary file with the first frame of the image in the same format, without metadata.

    The EXIF orientation is applied before it is dropped. `image_format` is Pillow's name ("JPEG"); no other decoder
    is tried.

    Raises:
        FileRefused: not that format, cut short, damaged, or more than `MAX_PIXELS`.
    """
    too_big = FileRefused(
        f"图片“{name}”的像素过大（最多 {MAX_PIXELS // 10_000} 万像素）。请缩小尺寸后重新上传。"
    )
    output = tempfile.TemporaryFile()  # noqa: SIM115 -- the caller closes it
    try:
        file.seek(0)
        with Image.open(file, formats=[image_format]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise too_big
            ImageOps.exif_transpose(image, in_place=True)
            transparency = image.info.get("transparency")
            image.info = {} if transparency is None else {"transparency": transparency}
            flat = (
                image.convert("RGB") if image_format == "JPEG" and image.mode not in {"L", "RGB"} else image
            )
            # The red of a seal suffers most from chroma subsampling, so there is none.
            quality = {"JPEG": {"quality": 90, "subsampling": 0}, "WEBP": {"quality": 90}}.get(
                image_format, {}
            )
            flat.save(output, format=image_format, **quality)
    except (FileRefused, Image.DecompressionBombError) as error:
        output.close()
        raise too_big from error
    except Exception as error:  # decoders raise nearly anything on hostile input
        output.close()
        raise FileRefused(
            f"“{name}”不是完整的 {image_format} 图片。请用看图软件打开确认，另存为图片后重新上传。"
        ) from error
    output.seek(0)
    return output
