using Freeze.Onnx2Cs.Commands;

namespace Freeze.Onnx2Cs.Tests.Commands;

public class ByteSizeTests
{
    [Theory]
    [InlineData("1MB", 1_000_000)]
    [InlineData("1.5 mb", 1_500_000)]
    [InlineData("500kB", 500_000)]
    [InlineData("64KiB", 65_536)]
    [InlineData("2MiB", 2_097_152)]
    [InlineData("12345", 12_345)]
    [InlineData("7B", 7)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }
}
