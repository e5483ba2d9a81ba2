"""How much a file may hold before it is refused."""

from dataclasses import dataclass

from articles.parsing.formats.decoding import MAX_BYTES, MIB, too_large


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, unless said. The best-packed archive of 31,574 real articles has 1 : 7.

    file: one file, measured while it is decompressed, whatever its header says.
    ratio: a member of an archive that unpacks to more than this many times its packed size is a bomb, if it is larger than
    ratio_floor. total: what one archive may unpack to; stream_floor: below that, a .tar's own ratio is not looked at.
    """

    file: int = MAX_BYTES
    ratio: int = 200
    ratio_floor: int = MIB
    total: int = 256 * 1024 * MIB
    stream_floor: int = 4 * 1024 * MIB

    def too_large(self, size: int) -> str:
        """Why a file of `size` bytes (known at least) is refused."""
        return too_large(size, self.file)
