using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// Who counts as one client: an IPv4 address, or the 64 bits of an IPv6 address that a provider gives to one line. All clients of a Unix socket
/// are one, and so are all behind a proxy: headers that name another address can be forged.
/// </summary>
internal readonly record struct ClientAddress(UInt128 Value)
{
    public static ClientAddress Of(EndPoint? end) => Of((end as IPEndPoint)?.Address);

    public static ClientAddress Of(IPAddress? address)
    {
        if (address is null) return default;
        Span<byte> bytes = stackalloc byte[16];
        var isSix = address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6;
        (isSix ? address : address.MapToIPv6()).TryWriteBytes(bytes, out _);
        if (isSix) bytes[8..].Clear();
        return new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}
