"""How much a file may hold before it is refused."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, unless said. The largest of 31,574 real articles has 252,396 bytes, and the best-packed archive of them 1 : 7.

    file: one file, measured while it is decompressed, whatever its header says.
    ratio: a member of an archive that unpacks to more than this many times its packed size is a bomb, if it is larger than
    ratio_floor. total: what one archive may unpack to; stream_floor: below that, a .tar's own ratio is not looked at.
    """

    file: int = 32 * MIB
    ratio: int = 200
    ratio_floor: int = MIB
    total: int = 256 * 1024 * MIB
    stream_floor: int = 4 * 1024 * MIB

    def too_large(self, size: int) -> str:
        """Why a file of `size` bytes (known at least) is refused."""
        limit = f"{self.file / MIB:g} MiB"
        return f"It has {size / MIB:,.1f} MiB or more, and an article at most {limit}. Split it into its articles."
