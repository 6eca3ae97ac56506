using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Storage;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Data;

/// <summary>Reads a mean image: an array of NumPy (.npy), a tensor of ONNX (.pb) or a blob of Caffe (.binaryproto).</summary>
internal static partial class MeanImageFile
{
    private const long MaxLength = 1L << 30;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FreezeException">It is none of these, or it is damaged.</exception>
    public static OnnxTensor Read(FileInfo file)
    {
        if (InputFile.Problem(file.FullName) is { } problem) throw new FreezeException($"The mean image '{file}' {problem}.");
        var length = new FileInfo(TruePath.Of(file.FullName) ?? file.FullName).Length;
        if (length > MaxLength) throw new FreezeException($"The mean image '{file}' has {length} bytes, more than any image.");
        switch (file.Extension.ToLowerInvariant())
        {
            case ".pb": return OnnxFile.LoadTensor(file.FullName);
            case ".npy": return Checked(file, FromNumPy);
            case ".binaryproto": return Checked(file, FromCaffe);
            default:
                throw new FreezeException($"The mean image '{file}' is of an unknown kind. Give a .npy, .pb or .binaryproto file.");
        }
    }

    private static OnnxTensor Checked(FileInfo file, Func<byte[], OnnxTensor> read)
    {
        try
        {
            return read(File.ReadAllBytes(file.FullName));
        }
        catch (Exception error) when (error is InvalidDataException or InvalidProtocolBufferException or ConversionException)
        {
            throw new FreezeException($"The mean image '{file}' cannot be read: {HostileText.Printable(error.Message)}.", error);
        }
    }

    /// <summary>
    /// The format of <c>numpy.save</c>: a magic word, a version, and a Python dictionary of type, order and shape before the numbers.
    /// </summary>
    private static OnnxTensor FromNumPy(byte[] file)
    {
        if (!file.AsSpan().StartsWith<byte>([0x93, .. "NUMPY"u8]) || file.Length < 12)
            throw new InvalidDataException("it does not begin as numpy.save writes");
        var (start, length) = file[6] == 1
            ? (10, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8)))
            : (12, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(8)));
        if (length > file.Length - start) throw new InvalidDataException("it is truncated");
        var header = Encoding.Latin1.GetString(file, start, (int)length);
        var match = Header().Match(header);
        if (!match.Success) throw new InvalidDataException("its header is not one that numpy.save writes for an array of numbers");
        const StringSplitOptions words = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        int[] shape = [.. match.Groups["shape"].Value.Split(',', words).Select(Length)];
        var (type, bytes) = match.Groups["type"].Value switch
        {
            "|u1" => (ElementType.UInt8, 1),
            "<f4" => (ElementType.Float, 4),
            "<f8" => (ElementType.Double, 8),
            var other => throw new InvalidDataException($"its numbers are of type {other}; save it with .astype('float32')"),
        };
        var data = file.AsSpan(start + (int)length);
        if (data.Length != (long)OnnxTensor.Count(shape) * bytes)
            throw new InvalidDataException("its length and its shape contradict each other");
        double[] values = type switch
        {
            ElementType.UInt8 => [.. data.ToArray().Select(value => (double)value)],
            ElementType.Float => [.. MemoryMarshal.Cast<byte, float>(data).ToArray().Select(value => (double)value)],
            _ => MemoryMarshal.Cast<byte, double>(data).ToArray(),
        };
        return match.Groups["fortran"].Value == "True" ? new(shape, FirstAxisFastest(values, shape), type) : new(shape, values, type);
    }

    private static int Length(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        ? length : throw new InvalidDataException("its shape is none");

    private static double[] FirstAxisFastest(double[] values, int[] shape)
    {
        var ordered = new double[values.Length];
        for (var i = 0; i < ordered.Length; i++)
        {
            var (rest, at, stride) = (i, 0, values.Length);
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                stride /= shape[axis];
                at += rest % shape[axis] * stride;
                rest /= shape[axis];
            }

            ordered[i] = values[at];
        }

        return ordered;
    }

    /// <summary>Caffe's BlobProto: num, channels, height and width (1 to 4) or a shape (7), and floats (5) or doubles (8).</summary>
    private static OnnxTensor FromCaffe(byte[] file)
    {
        var (old, shape, values) = (new int[4], new List<int>(), new List<double>());
        var input = new CodedInputStream(file);
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (>= 1 and <= 4 and var field, WireFormat.WireType.Varint): old[field - 1] = input.ReadInt32(); break;
                case (5, WireFormat.WireType.Fixed32): values.Add(input.ReadFloat()); break;
                case (5, WireFormat.WireType.LengthDelimited): Packed(sizeof(float), input.ReadBytes()); break;
                case (8, WireFormat.WireType.Fixed64): values.Add(input.ReadDouble()); break;
                case (8, WireFormat.WireType.LengthDelimited): Packed(sizeof(double), input.ReadBytes()); break;
                case (7, WireFormat.WireType.LengthDelimited): Shape(input.ReadBytes()); break;
                default: input.SkipLastField(); break;
            }
        }

        int[] lengths = shape.Count > 0 ? [.. shape] : old;
        if (OnnxTensor.Count(lengths) != values.Count || values.Count == 0)
            throw new InvalidDataException($"it holds {values.Count} values for the shape {OnnxTensor.Describe(lengths)}");
        return new(lengths, [.. values]);

        void Packed(int size, ByteString bytes)
        {
            if (bytes.Length % size != 0) throw new InvalidDataException("it is truncated");
            var isFloat = size == sizeof(float);
            for (var rest = bytes.Span; rest.Length > 0; rest = rest[size..])
                values.Add(isFloat ? BinaryPrimitives.ReadSingleLittleEndian(rest) : BinaryPrimitives.ReadDoubleLittleEndian(rest));
        }

        void Shape(ByteString bytes)
        {
            var inner = bytes.CreateCodedInput();
            while (inner.ReadTag() is var tag && tag != 0)
            {
                if (WireFormat.GetTagFieldNumber(tag) != 1)
                {
                    inner.SkipLastField();
                    continue;
                }

                // Packed or one by one.
                var lengths = WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint ? inner : inner.ReadBytes().CreateCodedInput();
                do shape.Add(OnnxNode.Whole(lengths.ReadInt64(), "a dimension"));
                while (lengths != inner && !lengths.IsAtEnd);
            }
        }
    }

    [GeneratedRegex(
        @"^\{'descr': '(?<type>[^']{1,20})', 'fortran_order': (?<fortran>True|False), 'shape': \((?<shape>[0-9, ]{0,100})\),? *\}\s*$")]
    private static partial Regex Header();
}
