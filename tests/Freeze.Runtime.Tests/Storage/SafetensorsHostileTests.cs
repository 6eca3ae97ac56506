using CsCheck;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Storage;

public sealed class SafetensorsHostileTests
{
    [Fact]
    public void Truncated_anywhere_it_is_refused()
    {
        var bytes = Samples.Bytes();
        for (var length = 0; length < bytes.Length; length++) Assert.NotNull(Samples.Read(bytes[..length]));
        Assert.Null(Samples.Read(bytes, verify: true));
    }

    [Fact]
    public void Bytes_behind_the_data_are_refused() => Assert.NotNull(Samples.Read([.. Samples.Bytes(), 0]));

    [Fact]
    public void A_mutated_header_is_read_or_refused_but_never_crashes()
    {
        var bytes = Samples.Bytes();
        var header = 8 + (int)BitConverter.ToUInt64(bytes, 0);
        Gen.Select(Gen.Int[0, header - 1], Gen.Byte).Array[1, 4].Sample(mutations =>
        {
            var altered = bytes.ToArray();
            foreach (var (at, value) in mutations) altered[at] = value;
            Samples.Read(altered, verify: true);
        }, iter: 3000);
    }

    [Fact]
    public void Altered_data_is_caught_by_the_checksum()
    {
        var bytes = Samples.Bytes();
        for (var at = 8 + (int)BitConverter.ToUInt64(bytes, 0); at < bytes.Length; at++)
        {
            var altered = bytes.ToArray();
            altered[at] ^= 1;
            Assert.Null(Samples.Read(altered));
            Assert.Contains("checksum", Samples.Read(altered, verify: true)!.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("[]", 0)]
    [InlineData("null", 0)]
    [InlineData("{", 0)]
    [InlineData("{} {}", 0)]
    [InlineData("{\"a\": 1}", 0)]
    [InlineData("{\"a\": {}}", 0)]
    [InlineData("{\"__metadata__\": {\"a\": 1}}", 0)]
    [InlineData("{\"__metadata__\": {\"a\": \"\", \"a\": \"\"}}", 0)]
    [InlineData("{\"__metadata__\": {}, \"__metadata__\": {}}", 0)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}, \"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}", 4)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}", 4)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}, \"b\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}", 4)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 8]}}", 8)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 0]}}", 4)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [-4, 0]}}", 4)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4, 4]}}", 4)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 4]}}", 4)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [-1, -1], \"data_offsets\": [0, 4]}}", 4)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1.5], \"data_offsets\": [0, 4]}}", 4)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1e3], \"data_offsets\": [0, 4000]}}", 4000)]
    [InlineData("{\"a\": {\"dtype\": \"F64\", \"shape\": [1], \"data_offsets\": [0, 8]}}", 8)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [2147483647, 2147483647, 2147483647, 2147483647, 0], \"data_offsets\": [0, 0]}}", 0)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [65536, 65536, 65536, 65536], \"data_offsets\": [0, 0]}}", 0)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 9223372036854775807]}}", 4)]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 99999999999999999999]}}", 4)]
    [InlineData("{\"\\ud800\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}", 4)]
    [InlineData("{\"a\\nb\": {\"dtype\": \"F32\", \"shape\": [7], \"data_offsets\": [0, 4]}}", 4)]
    [InlineData("{\"a\": f\n}", 0)] // the parser quotes the literal with the line ends behind it
    public void A_header_that_lies_is_refused(string json, int data) => Assert.NotNull(Samples.Read(Samples.WithHeader(json, data)));

    [Fact]
    public void An_empty_file_of_no_tensors_is_a_file() => Assert.Null(Samples.Read(Samples.WithHeader("{}", 0)));

    [Fact]
    public void Deep_nesting_is_refused() => Assert.NotNull(Samples.Read(Samples.WithHeader("{\"a\":" + new string('[', 100_000), 0)));

    [Fact]
    public void A_missing_file_or_a_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no such file", Assert.Throws<FreezeException>(() => SafetensorsFile.Open(folder["x"])).Message, StringComparison.Ordinal);
        Assert.Throws<FreezeException>(() => SafetensorsFile.Open(folder.Path));
    }

    [Fact]
    public unsafe void Wrong_name_type_or_shape_is_named()
    {
        using var folder = new TemporaryFolder();
        Samples.Writer().Save(folder["x"]);
        using var file = SafetensorsFile.Open(folder["x"]);
        Assert.Contains("'nobody'", Assert.Throws<FreezeException>(() => file.Floats("nobody").Length).Message, StringComparison.Ordinal);
        Assert.Contains("expected I32", Assert.Throws<FreezeException>(() => file.Ints("odd").Length).Message, StringComparison.Ordinal);
        var error = Assert.Throws<FreezeException>(() => (nint)file.PointerF32("odd", 4));
        Assert.Contains("F32 [3], expected F32 [4]", error.Message, StringComparison.Ordinal);
        Assert.Equal(2f, file.PointerF32("odd", 3)[1]);
    }

    [Fact]
    public void The_writer_refuses_what_no_reader_could_use()
    {
        var writer = Samples.Writer();
        Assert.Throws<FreezeException>(() => writer.Add("odd", [1], new float[1]));
        Assert.Throws<FreezeException>(() => writer.Add("new", [2], new float[1]));
        Assert.Throws<FreezeException>(() => writer.Add("new", [-1, -1], new float[1]));
        Assert.Throws<FreezeException>(() => writer.Add("__metadata__", [1], new float[1]));
        Assert.Throws<FreezeException>(() => writer.Add("__pad.0", [1], new float[1]));
    }
}
