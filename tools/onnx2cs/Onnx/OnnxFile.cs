using System.Security.Cryptography;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Storage;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Reads ONNX files.</summary>
public static class OnnxFile
{
    // Files of that many bytes may be of holes for all that reading them costs.
    private const int Small = 1 << 24;

    /// <summary>Reads and checks a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">Lengths for symbolic dimensions of the inputs, by name.</param>
    /// <exception cref="ConversionException">It is not a whole, sound ONNX model; the message lists everything that is wrong.</exception>
    public static OnnxGraph Load(string path, IReadOnlyDictionary<string, int>? dimensions = null) => Parse(ReadBytes(path), path, dimensions);

    /// <summary>Reads a tensor in ONNX's form for test data (input_0.pb).</summary>
    public static OnnxTensor LoadTensor(string path)
    {
        var bytes = ReadBytes(path);
        try
        {
            return TensorReader.Read(TensorProto.Parser.ParseFrom(bytes), external: null);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ConversionException($"{path} is not a tensor in ONNX's format, or it is truncated. Expected a file such as input_0.pb.", e);
        }
        catch (ConversionException e)
        {
            throw new ConversionException($"{path} is not a sound tensor: {e.Message}.", e);
        }
    }

    /// <summary>Reads a model from memory; <paramref name="path"/> names it in messages and leads to its external data.</summary>
    internal static OnnxGraph Parse(byte[] bytes, string path, IReadOnlyDictionary<string, int>? dimensions = null)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        ModelProto model;
        long length;
        try
        {
            MessageCount.Check(bytes);
            model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
            length = bytes.Length;
            bytes = []; // the parser has copied it, and it may be large
        }
        catch (ConversionException e)
        {
            throw new ConversionException($"{path} {e.Message}", e);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ConversionException($"{path} is not an ONNX model, or it is truncated ({bytes.Length} bytes). Copy or export it again.", e);
        }
        if (model.Graph is null || model.Graph.Node.Count == 0)
            throw new ConversionException($"{path} is not an ONNX model: it holds no graph. Pass a file that was exported as ONNX.");
        return GraphReader.Read(model, path, length, sha256, dimensions);
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            if (InputFile.KindOf(path) is not (FileKind.File or FileKind.Missing) and var kind) throw new ConversionException($"{path} {InputFile.Is(kind)}.");
            var length = new FileInfo(TruePath.Of(path) ?? path).Length;
            if (length == 0) throw new ConversionException($"{path} is empty. Copy or export it again.");
            if (length > Small && DataOnDisk.Bytes(path) < length / 8)
                throw new ConversionException($"{path} has {length} bytes, and almost none of them are on the disk: it was not written to its end. Copy it again.");
            if (length > int.MaxValue - 64)
                throw new ConversionException($"{path} has {length} bytes; an ONNX file ends at 2 GB. Keep the weights as external data.");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ConversionException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
