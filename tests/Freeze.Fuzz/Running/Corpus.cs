using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Freeze.Fuzz.Running;

/// <summary>
/// The inputs that were found to reach code which no other reaches: NAME.tar.gz in the folder Corpus, one archive for each target. Files are named
/// by their content and carry no times, so that the same inputs make the same archive.
/// </summary>
internal static class Corpus
{
    /// <summary>The folder of the archives beside the program.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Corpus");

    public static string PathOf(string target) => Path.Combine(Folder, target + ".tar.gz");

    /// <summary>The inputs of a target in the order of their names; none when there is no archive.</summary>
    public static IReadOnlyList<(string Name, byte[] Input)> Load(string target) => File.Exists(PathOf(target)) ? Read(PathOf(target)) : [];

    /// <summary>The inputs of an archive in its order.</summary>
    public static IReadOnlyList<(string Name, byte[] Input)> Read(string archive)
    {
        var inputs = new List<(string, byte[])>();
        using var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            using var data = new MemoryStream();
            entry.DataStream?.CopyTo(data);
            inputs.Add((entry.Name, data.ToArray()));
        }

        return inputs;
    }

    /// <summary>Writes an archive of the files of a folder; gives their number and the archive's length.</summary>
    public static (int Inputs, long Bytes) Pack(string from, string archive)
    {
        var inputs = Directory.GetFiles(from).Select(File.ReadAllBytes).DistinctBy(Convert.ToHexString)
            .Select(input => (Name: NameOf(input), Input: input)).OrderBy(input => input.Name, StringComparer.Ordinal).ToArray();
        using (var gzip = new GZipStream(File.Create(archive), CompressionLevel.SmallestSize))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (var (name, input) in inputs)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
                {
                    ModificationTime = DateTimeOffset.UnixEpoch, DataStream = new MemoryStream(input),
                });
            }
        }

        return (inputs.Length, new FileInfo(archive).Length);
    }

    public static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..16];
}
