using System.Text;
using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Running;
using Freeze.Onnx2Cs.Data;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Fuzz.Targets;

/// <summary>
/// Mean images of NumPy, Caffe and ONNX. The first byte of an input says which of the three it is, as a file's name would.
/// </summary>
internal sealed class MeanImageTarget : FuzzTarget
{
    private static readonly string[] s_extensions = [".npy", ".binaryproto", ".pb"];

    private static readonly byte[][] s_words = [.. new[]
    {
        "'<f4'", "'<f8'", "'|u1'", "'>f4'", "'|O'", "True", "False", "()", "(2,)", "(1, 3, 2, 2)", "(99999, 99999, 99999)", "'shape'",
        "'descr'", "}", "NUMPY",
    }.Select(Encoding.ASCII.GetBytes)];

    private readonly byte[][][] _seeds =
    [
        [NumPy(1, "<f4", "False"), NumPy(2, "<f8", "True"), NumPy(1, "|u1", "False")],
        [Blob([8, 1, 16, 3, 24, 2, 32, 2], 5), Blob([58, 5, 10, 3, 3, 2, 2], 5), Blob([58, 6, 8, 3, 8, 2, 8, 2], 8)],
        [[8, 3, 8, 2, 8, 2, 16, 1, 74, 48, .. new byte[48]], [8, 3, 8, 2, 8, 2, 16, 2, 74, 12, .. new byte[12]]],
    ];

    public override string Name => "means";

    public override IReadOnlyList<byte[]> Words => s_words;

    public override IEnumerable<byte[]> Seeds => _seeds.SelectMany((files, kind) => files.Select(file => (byte[])[(byte)kind, .. file]));

    public override bool IsDocumented(Exception error) => error is FreezeException or ConversionException;

    public override byte[] Make(Random random)
    {
        var kind = random.Next(s_extensions.Length);
        return [(byte)kind, .. Bytes.Damage(random, random.Of(_seeds[kind]), s_words)];
    }

    public override void Run(byte[] input, string folder)
    {
        var (kind, file) = input.Length == 0 ? (0, input) : (input[0] % s_extensions.Length, input[1..]);
        var path = Path.Combine(folder, "mean" + s_extensions[kind]);
        File.WriteAllBytes(path, file);
        var tensor = MeanImageFile.Read(new(path));
        if (tensor.Values.Length != tensor.Shape.Aggregate(1, (a, b) => a * b))
            throw new HarmException("crash", "values do not fit the shape");
    }

    private static byte[] NumPy(byte version, string type, string fortran)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': (3, 2, 2), }}\n";
        byte[] length = version == 1 ? [(byte)header.Length, 0] : [(byte)header.Length, 0, 0, 0];
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. new byte[12 * (type[2] - '0')]];
    }

    // Its shape as fields 1 to 4 or as field 7, and twelve numbers as field 5 or 8.
    private static byte[] Blob(byte[] shape, int field)
    {
        var data = new byte[12 * (field == 5 ? sizeof(float) : sizeof(double))];
        return [.. shape, (byte)(field * 8 + 2), (byte)data.Length, .. data];
    }
}
