using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using Freeze.Onnx2Cs.Data;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Mean images of NumPy, ONNX and Caffe.</summary>
public sealed class MeanImageFileTests : IDisposable
{
    private static readonly int[] s_shape = [3, 2, 4];

    private static readonly float[] s_values = [.. Enumerable.Range(0, 24).Select(i => i * 4.25f)];

    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-mean-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, "<f4")]
    [InlineData(2, "<f4")]
    [InlineData(3, "<f8")]
    [InlineData(1, "|u1")]
    public void An_array_of_numpy(byte version, string type)
    {
        var tensor = Read("mean.npy", NumPy(version, type, fortran: false, s_values));
        Assert.Equal(s_shape, tensor.Shape);
        Assert.Equal(type == "|u1" ? ElementType.UInt8 : type == "<f8" ? ElementType.Double : ElementType.Float, tensor.Type);
        Assert.Equal(s_values.Select(value => type == "|u1" ? (byte)value : (double)value), tensor.Values);
    }

    [Fact]
    public void An_array_of_numpy_whose_first_axis_is_the_fastest()
    {
        float[] stored = [.. Enumerable.Range(0, 24).Select(i => s_values[(i % 3 * 2 + i / 3 % 2) * 4 + i / 6])];
        var tensor = Read("mean.NPY", NumPy(1, "<f4", fortran: true, stored));
        Assert.Equal(s_shape, tensor.Shape);
        Assert.Equal(s_values.Select(value => (double)value), tensor.Values);
    }

    [Fact]
    public void A_tensor_of_onnx()
    {
        var proto = new TensorProto { DataType = 1, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(s_values.AsSpan())) };
        proto.Dims.AddRange(s_shape.Select(length => (long)length));
        var tensor = Read("mean.pb", proto.ToByteArray());
        Assert.Equal(s_shape, tensor.Shape);
        Assert.Equal(s_values.Select(value => (double)value), tensor.Values);
    }

    [Theory]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    public void A_blob_of_caffe(bool hasShape, bool isPacked, bool isDouble)
    {
        var tensor = Read("mean.binaryproto", Caffe(hasShape, isPacked, isDouble));
        Assert.Equal(hasShape ? s_shape : [1, .. s_shape], tensor.Shape);
        Assert.Equal(s_values.Select(value => (double)value), tensor.Values);
    }

    [Fact]
    public void Files_that_are_none_are_refused_by_what_is_wrong()
    {
        Refused("mean.png", [1, 2, 3], "of an unknown kind");
        Refused("mean.npy", "not an array"u8.ToArray(), "does not begin as numpy.save writes");
        Refused("mean.npy", NumPy(1, "<i8", fortran: false, s_values), "save it with .astype('float32')");
        Refused("mean.npy", NumPy(1, ">f4", fortran: false, s_values), "save it with .astype('float32')");
        Refused("mean.npy", NumPy(1, "|O", fortran: false, s_values), "save it with .astype('float32')");
        Refused("mean.npy", [.. NumPy(1, "<f4", fortran: false, s_values), 0], "contradict each other");
        Refused("mean.binaryproto", Caffe(hasShape: false, isPacked: true, isDouble: false)[..^6], "cannot be read");
        Refused("mean.binaryproto", [], "is empty");
        Refused("mean.pb", "<html>"u8.ToArray(), "not a tensor in ONNX's format");
        var absent = Assert.Throws<FreezeException>(() => MeanImageFile.Read(new(Path.Combine(_folder, "absent.npy"))));
        Assert.Contains("does not exist", absent.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mean.npy")]
    [InlineData("mean.binaryproto")]
    public void Damaged_files_are_read_or_refused_but_never_crash(string name)
    {
        var file = name == "mean.npy" ? NumPy(1, "<f4", fortran: true, s_values) : Caffe(hasShape: true, isPacked: true, isDouble: false);
        for (var length = 0; length < file.Length; length++) Try(file[..length]);
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte).Array[1, 4].Sample(
            mutations =>
            {
                var altered = file.ToArray();
                foreach (var (at, value) in mutations) altered[at] = value;
                Try(altered);
            },
            iter: 1000, threads: 1);

        void Try(byte[] bytes)
        {
            try
            {
                var tensor = Read(name, bytes);
                Assert.Equal(OnnxTensor.Count(tensor.Shape), tensor.Values.Length);
            }
            catch (FreezeException error)
            {
                Assert.StartsWith("The mean image", error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', error.Message);
            }
        }
    }

    private static byte[] NumPy(byte version, string type, bool fortran, float[] values)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': (3, 2, 4), }}".PadRight(117) + "\n";
        byte[] length = version == 1 ? [(byte)header.Length, 0] : [(byte)header.Length, 0, 0, 0];
        byte[] data = type switch
        {
            "|u1" => [.. values.Select(value => (byte)value)],
            "<f8" => [.. values.SelectMany(value => BitConverter.GetBytes((double)value))],
            _ => [.. values.SelectMany(BitConverter.GetBytes)],
        };
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.Latin1.GetBytes(header), .. data];
    }

    private static byte[] Caffe(bool hasShape, bool isPacked, bool isDouble)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        if (hasShape) Field(7, [0x0A, 3, 3, 2, 4]);
        else
        {
            int[] lengths = [1, .. s_shape];
            for (var i = 0; i < 4; i++)
            {
                output.WriteTag(i + 1, WireFormat.WireType.Varint);
                output.WriteInt32(lengths[i]);
            }
        }

        var field = isDouble ? 8 : 5;
        if (isPacked)
            Field(field, [.. s_values.SelectMany(value => isDouble ? BitConverter.GetBytes((double)value) : BitConverter.GetBytes(value))]);
        else
        {
            foreach (var value in s_values)
            {
                output.WriteTag(field, isDouble ? WireFormat.WireType.Fixed64 : WireFormat.WireType.Fixed32);
                if (isDouble) output.WriteDouble(value);
                else output.WriteFloat(value);
            }
        }

        // A field of later versions.
        Field(9, [1, 2, 3]);
        output.Flush();
        return stream.ToArray();

        void Field(int number, byte[] bytes)
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(bytes));
        }
    }

    private OnnxTensor Read(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return MeanImageFile.Read(new(path));
    }

    private void Refused(string name, byte[] bytes, string words)
    {
        var error = Assert.ThrowsAny<Exception>(() => Read(name, bytes));
        Assert.True(error is FreezeException or ConversionException, error.ToString());
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
