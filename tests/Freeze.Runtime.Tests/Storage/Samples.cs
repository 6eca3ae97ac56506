using System.Text;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Storage;

internal static class Samples
{
    /// <summary>A small file with whole and odd sizes, a scalar, integers, an empty tensor and a name that needs escaping.</summary>
    public static SafetensorsWriter Writer()
    {
        var writer = new SafetensorsWriter { Metadata = { ["freeze.model"] = "tiny", ["a"] = "line\nbreak" } };
        writer.Add("odd", [3], new[] { 1f, 2f, 3f });
        writer.Add("whole", [4, 8], [.. Enumerable.Range(0, 32).Select(i => i * 0.5f)]);
        writer.Add("scalar", [], new[] { float.NaN });
        writer.Add("empty", [0, 7], Array.Empty<float>());
        writer.Add("ints \u2028\"", [2, 1], new[] { int.MinValue, 7 });
        return writer;
    }

    public static byte[] Bytes()
    {
        using var folder = new TemporaryFolder();
        Writer().Save(folder["x"]);
        return File.ReadAllBytes(folder["x"]);
    }

    /// <summary>A file with the given header and so many bytes of zeros behind it.</summary>
    public static byte[] WithHeader(string json, int data)
    {
        var header = Encoding.UTF8.GetBytes(json);
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[data]];
    }

    /// <summary>Opens the bytes as a file and reads everything in it; null when that works, else the error.</summary>
    public static FreezeException? Read(byte[] bytes, bool verify = false)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["x.safetensors"], bytes);
        try
        {
            using var file = SafetensorsFile.Open(folder["x.safetensors"]);
            foreach (var name in file.Names)
            {
                if (file[name].Type == TensorType.F32) Sum(file.Floats(name));
                if (file[name].Type == TensorType.I32) Sum(file.Ints(name));
            }

            if (verify) file.VerifyChecksum();
            return null;
        }
        catch (FreezeException e)
        {
            Assert.Contains("x.safetensors", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
            return e;
        }
    }

    // Touches every element: an offset that was not checked would end the process here.
    private static double Sum<T>(ReadOnlySpan<T> values) where T : System.Numerics.INumber<T>
    {
        var sum = 0.0;
        foreach (var value in values) sum += double.CreateChecked(value);
        return sum;
    }
}
