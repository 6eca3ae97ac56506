using System.Globalization;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>
/// Weights that lie in files beside the model, as large models have them. The model itself may be a link, since whoever named it chose it; what it
/// names must lie in its folder, or, where caches keep the files elsewhere and link to them (Hugging Face's "blobs"), in the very folder where the
/// model's own link ends.
/// </summary>
/// <param name="model">Path of the model, as it was named.</param>
internal sealed class ExternalData(string model)
{
    private readonly Lazy<string> _folder = new(() => Path.GetDirectoryName(Path.GetFullPath(model)) ?? "");
    private readonly Lazy<string> _target = new(() => Path.GetDirectoryName(TruePath.Of(model) ?? Path.GetFullPath(model)) ?? "");

    /// <summary>The format's number for data that lie in another file.</summary>
    public const int Location = 1;

    /// <summary>Where a tensor's data lie.</summary>
    public static string LocationOf(TensorProto tensor) => Entry(tensor, "location") ?? "";

    /// <summary>Bytes that a file has on the disk; 0 for one that may not be read, which is said when a tensor is read.</summary>
    public long Held(string location)
    {
        try
        {
            return DataOnDisk.Bytes(File(location));
        }
        catch (Exception e) when (e is ConversionException or IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Reads the bytes of one tensor.</summary>
    /// <exception cref="ConversionException">They are not there, too few, or not where the model may have them.</exception>
    public byte[] Read(TensorProto tensor, long expected)
    {
        var location = LocationOf(tensor);
        var file = File(location);
        var offset = Number(tensor, "offset", 0);
        var length = Number(tensor, "length", expected);
        try
        {
            // Asked before it is opened: a pipe has no length, and opening one would wait for ever.
            if (length != expected || offset < 0 || offset > new FileInfo(file).Length - length)
                throw new ConversionException($"its external data {Quoted.Text(location)} is too short, or no file; the model is damaged");
            var bytes = new byte[length];
            if (length == 0) return bytes;
            using var stream = System.IO.File.OpenRead(file);
            stream.Position = offset;
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConversionException($"its external data {Quoted.Text(location)} cannot be read: {e.Message}", e);
        }
    }

    private string File(string location) => location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(location)
        || location.Split('/', '\\').Contains("..")
        ? throw new ConversionException($"its external data at {Quoted.Text(location)} is not inside the model's folder") : Find(location);

    // Beside the name that the model was given, else beside the file where its link ends.
    private string Find(string location)
    {
        foreach (var folder in new[] { _folder.Value, _target.Value })
        {
            var path = Path.Combine(folder, location);
            if (TruePath.Of(path, mayBeMissing: true) is not { } real || TruePath.Of(folder) is not { } root) continue;
            var inside = root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
            if (Path.GetDirectoryName(real) != _target.Value && !real.StartsWith(inside, StringComparison.Ordinal))
                throw new ConversionException(
                    $"its external data {Quoted.Text(path)} is a link out of the model's folder; put the file itself there");
            if (System.IO.File.Exists(real)) return real;
        }

        var expected = Quoted.Text(Path.Combine(_folder.Value, location));
        throw new ConversionException($"its external data {expected} does not exist; put the file beside the model");
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static long Number(TensorProto tensor, string key, long otherwise) => Entry(tensor, key) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : throw new ConversionException($"its external data has the {key} {Quoted.Text(text)}, which is no number");
}
