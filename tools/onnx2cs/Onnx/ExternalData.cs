using System.Globalization;
using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Weights that lie in a file beside the model, as large models have them.</summary>
internal static class ExternalData
{
    /// <summary>Reads the bytes of one tensor.</summary>
    public static byte[] Read(TensorProto tensor, string? folder, long expected)
    {
        var location = Entry(tensor, "location") ?? "";
        // A model from elsewhere must not name files outside its own folder.
        if (folder is null || location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(location)
            || location.Split('/', '\\').Contains(".."))
            throw new ConversionException($"its external data at {Quoted.Text(location)} is not inside the model's folder");
        var path = Path.Combine(folder, location);
        if (IsBehindLink(folder, location))
            throw new ConversionException($"its external data {path} is a link, which may lead outside the model's folder; put the file itself there");
        if (!File.Exists(path)) throw new ConversionException($"its external data {path} does not exist; put the file beside the model");
        var offset = Number(tensor, "offset", 0);
        var length = Number(tensor, "length", expected);
        using var file = File.OpenRead(path);
        if (length != expected || offset < 0 || offset > file.Length - length)
            throw new ConversionException($"its external data {path} is too short; the file is damaged");
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static bool IsBehindLink(string folder, string location)
    {
        var at = folder;
        foreach (var part in location.Split('/', '\\'))
        {
            at = Path.Combine(at, part);
            if (new FileInfo(at).LinkTarget is not null) return true;
        }

        return false;
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static long Number(TensorProto tensor, string key, long otherwise) => Entry(tensor, key) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : throw new ConversionException($"its external data has the {key} \"{text}\", which is no number");
}
