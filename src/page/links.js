// links.js - a program in an address, and back: #p= has its text, packed, s= an order of its steps, as
// `thrum explore` tells them, and step= a step of the film. What comes by a link may be anything.
'use strict';

const LINK_LONGEST = 60000; // characters of an address that are looked at
const LINK_TEXT = 100000; // bytes that a program may have: what is packed can be made to unpack to any size

const throughStream = async (bytes, stream, most = Infinity) => {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader(), parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts).arrayBuffer();
    if ((length += value.length) > most) {
      await reader.cancel();
      throw new Error('too long');
    }
    parts.push(value);
  }
};

// The bytes that base64 has.
const unsign = text => Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), sign => sign.charCodeAt(0));

// "#p=...&s=..."; no order: without.
async function writeLink(text, order) {
  const packed = new Uint8Array(await throughStream(new TextEncoder().encode(text), new CompressionStream('deflate')));
  const signs = btoa(Array.from(packed, byte => String.fromCharCode(byte)).join(''));
  return '#p=' + signs.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') + (order ? '&s=' + encodeURIComponent(order) : '');
}

// { text, order } of an address's fragment; null where it brings no program. Throws where what it brings
// is none: too long, not packed as above, no text.
async function readLink(fragment) {
  const found = /[#&]p=([^&]*)/.exec(fragment);
  if (!found) return null;
  if (fragment.length > LINK_LONGEST) throw new Error('too long');
  const bytes = unsign(found[1].replace(/-/g, '+').replace(/_/g, '/'));
  const text = new TextDecoder('utf-8', { fatal: true }).decode(await throughStream(bytes, new DecompressionStream('deflate'), LINK_TEXT));
  const order = /[#&]s=([^&]*)/.exec(fragment);
  return { text, order: order ? decodeURIComponent(order[1]) : '' };
}

if (typeof module !== 'undefined') module.exports = { writeLink, readLink };
