using System.Text;

namespace Freeze.Fuzz.Seeds;

/// <summary>Requests: a query, headers, an empty line and a body.</summary>
internal static class HttpSeeds
{
    private const string Boundary = "----parts";

    /// <summary>The network's image: 32 x 32 pixels in colours.</summary>
    private static readonly byte[] s_raw = [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)i)];

    public static byte[][] All { get; } =
    [
        Request("", ["Content-Type: application/octet-stream"], s_raw),
        Request("", ["Content-Type: application/octet-stream", "X-Stream-Id: camera"], [.. s_raw, .. s_raw]),
        Request("?width=5&height=7", ["Content-Type: application/octet-stream", "Content-Length: 105"], s_raw[..105]),
        Request("?width=1&height=2000", ["Content-Type: application/octet-stream"], new byte[6000]),
        Request("?width=2000&height=1", ["Content-Type: application/octet-stream"], new byte[6000]),
        Request("", ["Content-Type: image/jpeg"], ImageSeeds.Jpegs[0]),
        Request("", ["Content-Type: image/jpeg; q=1"], ImageSeeds.Jpegs[1]),
        Request("", ["Content-Type: image/png", "Content-Length: 99999"], ImageSeeds.Pngs[0]),
        Request("", [$"Content-Type: multipart/form-data; boundary=\"{Boundary}\""], Parts(
            ("image/png", ImageSeeds.Pngs[0]), ("image/jpeg", ImageSeeds.Jpegs[0]), ("application/octet-stream", s_raw))),
        Request("", [$"Content-Type: multipart/mixed; boundary={Boundary}"], Parts(
            [.. Enumerable.Repeat(("image/png", HostileImageSeeds.All[1]), 12)])),
        Request("", ["Content-Type: multipart/form-data; boundary="], Parts(("text/plain", []))),
        Request("", [], []),
    ];

    private static byte[] Request(string query, string[] headers, byte[] body) =>
        [.. Encoding.ASCII.GetBytes(string.Concat(headers.Prepend(query).Select(line => line + "\n")) + "\n"), .. body];

    private static byte[] Parts(params (string Type, byte[] Body)[] parts) =>
    [
        .. parts.SelectMany((part, i) => (byte[])[.. Encoding.ASCII.GetBytes(
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"f{i}\"; filename=\"f{i}\"\r\nContent-Type: {part.Type}\r\n\r\n"),
            .. part.Body, 13, 10]),
        .. Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"),
    ];
}
