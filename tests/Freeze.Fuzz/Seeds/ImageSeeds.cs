using System.Formats.Tar;
using Freeze.Imaging.Tests;
using StbImageWriteSharp;

namespace Freeze.Fuzz.Seeds;

/// <summary>Image files and archives made on the spot.</summary>
internal static class ImageSeeds
{
    /// <summary>Colours, one of them with a turned camera, and inks.</summary>
    public static byte[][] Jpegs { get; } =
    [
        Write(17, 9, (w, s, p) => w.WriteJpg(p, 17, 9, ColorComponents.RedGreenBlue, s, 90)),
        Turned(Write(32, 32, (w, s, p) => w.WriteJpg(p, 32, 32, ColorComponents.RedGreenBlue, s, 40))),
        Progressive.Jpeg,
        FlatJpeg.Write(2, [.. Enumerable.Range(0, 16).Select(i => (byte)(i * 16))], 4, FlatJpeg.Adobe(2)),
    ];

    public static byte[][] Pngs { get; } = [Png(), Write(1, 1, (w, s, p) => w.WritePng(p, 1, 1, ColorComponents.RedGreenBlue, s))];

    public static byte[][] Bmps { get; } = [Write(5, 7, (w, s, p) => w.WriteBmp(p, 5, 7, ColorComponents.RedGreenBlue, s)), Write(16, 4, (w, s,
        p) => w.WriteBmp(p, 16, 4, ColorComponents.RedGreenBlue, s))];

    /// <summary>Three records.</summary>
    public static byte[] Cifar { get; } = [.. Enumerable.Range(0, 3 * 3073).Select(i => i % 3073 == 0 ? (byte)(i / 3073) : (byte)i)];

    public static byte[][] Tars { get; } =
        [.. new[] { TarEntryFormat.Ustar, TarEntryFormat.Pax, TarEntryFormat.Gnu, TarEntryFormat.V7 }.Select(Tar), Links()];

    // Folders, symbolic and hard links that lead to files, to each other and back.
    private static byte[] Links()
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            Add(TarEntryType.Directory, "cats/");
            Add(TarEntryType.RegularFile, "cats/1.png");
            Add(TarEntryType.Directory, ".store/dogs/");
            Add(TarEntryType.RegularFile, ".store/dogs/2.png");
            Add(TarEntryType.SymbolicLink, "dogs", ".store/dogs");
            Add(TarEntryType.SymbolicLink, ".store/dogs/back", "../../cats");
            Add(TarEntryType.SymbolicLink, "cats/up", "..");
            Add(TarEntryType.SymbolicLink, "cats/self.png", "self.png");
            Add(TarEntryType.HardLink, "cats/3.png", "cats/1.png");

            void Add(TarEntryType type, string name, string? target = null)
            {
                var entry = new UstarTarEntry(type, name) { ModificationTime = DateTimeOffset.UnixEpoch };
                if (target is not null) entry.LinkName = target;
                if (type == TarEntryType.RegularFile) entry.DataStream = new MemoryStream(Png());
                writer.WriteEntry(entry);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Tar(TarEntryFormat format)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            foreach (var name in new[] { "cats/1.png", "dogs/2.jpg", "dogs/" + new string('n',
                format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? 150 : 40) + ".bmp" })
            {
                var data = new MemoryStream(name.EndsWith("jpg", StringComparison.Ordinal) ? Jpegs[0] : name.EndsWith("bmp",
                    StringComparison.Ordinal) ? Bmps[0] : Png());
                TarEntry entry = format switch
                {
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                    _ => new UstarTarEntry(TarEntryType.RegularFile, name),
                };
                (entry.DataStream, entry.ModificationTime) = (data, DateTimeOffset.UnixEpoch);
                writer.WriteEntry(entry);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Turned(byte[] jpeg)
    {
        byte[] exif = [.. "Exif\0\0II*\0\u0008\0\0\0"u8, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], .. FlatJpeg.Segment(0xE1, exif), .. jpeg[2..]];
    }

    private static byte[] Png() => Write(6, 6, (w, s, p) => w.WritePng(p, 6, 6, ColorComponents.RedGreenBlue, s));

    private static byte[] Write(int width, int height, Action<ImageWriter, Stream, byte[]> write)
    {
        var random = new Random(width);
        var pixels = new byte[width * height * 3];
        random.NextBytes(pixels);
        using var stream = new MemoryStream();
        write(new ImageWriter(), stream, pixels);
        return stream.ToArray();
    }
}
