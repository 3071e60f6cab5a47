// The provenance in a synthetic tile: the uncompressed iTXt chunks of its PNG (PNG specification, 11.3.3.4).

const signature = 8, lengthAndType = 8, checksum = 4;

/** Keyword and text of each chunk. */
export function provenance(buffer) {
  const [view, bytes] = [new DataView(buffer), new Uint8Array(buffer)];
  const [latin, utf8] = [new TextDecoder('latin1'), new TextDecoder()];
  const found = [];
  for (let at = signature; at + lengthAndType <= bytes.length;) {
    const length = view.getUint32(at);
    const content = bytes.subarray(at + lengthAndType, at + lengthAndType + length);
    if (latin.decode(bytes.subarray(at + 4, at + lengthAndType)) === 'iTXt') {
      const keyword = content.indexOf(0);
      const language = content.indexOf(0, keyword + 3);   // after compression flag and method
      const translated = content.indexOf(0, language + 1);
      found.push([latin.decode(content.subarray(0, keyword)).replace('pathalign:', '').replaceAll('_', ' '), utf8.decode(content.subarray(translated + 1))]);
    }
    at += lengthAndType + length + checksum;
  }
  return found;
}
