using StbImageWriteSharp;

namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary>A folder for one test, with what commands read.</summary>
internal sealed class WorkFolder : IDisposable
{
    public const int Side = 16;

    private static readonly string[] s_classes = ["blue", "green", "red"];

    public string Path { get; } = Directory.CreateTempSubdirectory("freeze cli ").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    public string Write(string name, GraphBuilder model) => Write(name, model.ToBytes());

    /// <summary>Converts the network of colours into a folder.</summary>
    public string Convert(string folder, int seed = 1)
    {
        var model = Write($"{folder}.onnx", Networks.Colours(seed));
        Tool.Run("convert", model, "-o", At(folder), "--name", "Colours", "--labels", Labels()).Succeeded();
        return At(folder);
    }

    public string Labels()
    {
        File.WriteAllLines(At("labels.txt"), s_classes);
        return At("labels.txt");
    }

    /// <summary>Writes images in a folder for each class; no two images, of whatever seeds, are alike.</summary>
    public string Images(string folder, int perClass, int seed)
    {
        var random = new Random(seed);
        var rgb = new byte[Side * Side * 3];
        foreach (var colour in Enumerable.Range(0, s_classes.Length))
        {
            for (var image = 0; image < perClass; image++)
            {
                // Most of "red" is red, which is what the network looks for; the rest is noise.
                for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)(random.Next(80) + (2 - i % 3 == colour ? 120 : 0));
                using var stream = new MemoryStream();
                new ImageWriter().WritePng(rgb, Side, Side, ColorComponents.RedGreenBlue, stream);
                Write(System.IO.Path.Combine(folder, s_classes[colour], $"{image:0000}.png"), stream.ToArray());
            }
        }

        return At(folder);
    }

    /// <summary>Makes a pipe with a name.</summary>
    public void Pipe(string name)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        System.Diagnostics.Process.Start("mkfifo", [At(name)])!.WaitForExit();
    }

    /// <summary>Whether two folders hold the same files with the same bytes.</summary>
    public static bool AreAlike(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(file => other.TryGetValue(file.Key, out var bytes) && bytes == file.Value);

    /// <summary>Every file below a folder with its bytes, so that "nothing was touched" can be said.</summary>
    public static IReadOnlyDictionary<string, string> Contents(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => System.IO.Path.GetRelativePath(folder, file), file => System.Convert.ToHexString(File.ReadAllBytes(file)));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
