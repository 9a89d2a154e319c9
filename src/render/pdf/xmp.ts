// Writes the XMP packet of an edition. Must not know the PDF it goes into.

/** What the packet says about the document. */
export interface XmpFields {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: readonly string[];
  readonly creator: string;
  readonly producer: string;
  readonly language: string;
  /** Name or address of the licence. */
  readonly licence?: string;
  readonly date: Date;
}

/** The standards that the document claims. */
export interface Conformance {
  readonly pdfa: '3A' | '3U' | 'none';
  readonly ua: boolean;
}

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

/** PDF/A lets a packet use only schemas that it knows or that the packet describes; PDF/UA's own is not among the known. */
const UA = `<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>PDF/UA part</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>`;

/** The whole packet, UTF-8 text. */
export function writeXmp(fields: XmpFields, claims: Conformance): string {
  const date = `${fields.date.toISOString().slice(0, 19)}Z`;
  const item = (value: string): string => `<rdf:li>${escapeXml(value)}</rdf:li>`;
  const plain = (value: string): string => `<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(value)}</rdf:li></rdf:Alt>`;
  const pdfa = claims.pdfa === 'none' ? '' : `<pdfaid:part>${claims.pdfa.slice(0, 1)}</pdfaid:part><pdfaid:conformance>${claims.pdfa.slice(1)}</pdfaid:conformance>`;
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${RDF}">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format><dc:title>${plain(fields.title)}</dc:title><dc:creator><rdf:Seq>${item(fields.author)}</rdf:Seq></dc:creator><dc:description>${plain(fields.subject)}</dc:description><dc:subject><rdf:Bag>${fields.keywords.map(item).join('')}</rdf:Bag></dc:subject><dc:language><rdf:Bag>${item(fields.language)}</rdf:Bag></dc:language>${fields.licence === undefined ? '' : `<dc:rights>${plain(fields.licence)}</dc:rights>`}
<pdf:Producer>${escapeXml(fields.producer)}</pdf:Producer><pdf:Keywords>${escapeXml(fields.keywords.join(', '))}</pdf:Keywords><xmp:CreatorTool>${escapeXml(fields.creator)}</xmp:CreatorTool>
<xmp:CreateDate>${date}</xmp:CreateDate><xmp:ModifyDate>${date}</xmp:ModifyDate><xmp:MetadataDate>${date}</xmp:MetadataDate>${pdfa}
</rdf:Description>
${claims.ua ? UA : ''}
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
}

function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
