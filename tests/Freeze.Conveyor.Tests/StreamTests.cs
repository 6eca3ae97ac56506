using Freeze.Samples.Conveyor;

namespace Freeze.Conveyor.Tests;

public class StreamTests
{
    [Fact]
    public void ConsecutiveFramesResembleEachOther()
    {
        var stream = new ConveyorStream(5);
        var frames = Enumerable.Range(0, 600).Select(_ => stream.Next()).ToArray();
        double near = Enumerable.Range(0, 500).Average(i => Distance(frames[i].Rgb, frames[i + 1].Rgb));
        double far = Enumerable.Range(0, 500).Average(i => Distance(frames[i].Rgb, frames[i + 90].Rgb));
        Assert.True(near < 0.6 * far, $"neighbours differ by {near:f1} grey levels, others by {far:f1}");
    }

    [Fact]
    public void APartStaysForSeveralFrames()
    {
        var stream = new ConveyorStream(6, new ConveyorStreamOptions { ShortestStay = 5, LongestStay = 7 });
        var labels = Enumerable.Range(0, 700).Select(_ => stream.Next().Label).ToArray();
        int changes = Enumerable.Range(1, 699).Count(i => labels[i] != labels[i - 1]);
        Assert.InRange(changes, 60, 140);
        Assert.Equal(700, stream.Count);
    }

    [Fact]
    public void TheSameSeedGivesTheSameStreamAndAnotherSeedAnother()
    {
        ConveyorStream a = new(7), b = new(7), c = new(8);
        for (int i = 0; i < 50; i++)
        {
            var (rgb, label) = a.Next();
            var again = b.Next();
            Assert.Equal(rgb, again.Rgb);
            Assert.Equal(label, again.Label);
            Assert.NotEqual(rgb, c.Next().Rgb);
        }
    }

    [Fact]
    public void DriftStartsWhereItSaysAndDarkens()
    {
        ConveyorStream plain = new(9), dark = new(9, new ConveyorStreamOptions { Darken = 0.6f, Rotate = 0.2f, DriftStart = 100, DriftFrames = 50 });
        double before = 0, after = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] a = plain.Next().Rgb, b = dark.Next().Rgb;
            if (i <= 100)
            {
                Assert.Equal(a, b);
            }
            else if (i >= 150)
            {
                before += a.Average(v => (double)v);
                after += b.Average(v => (double)v);
            }
        }

        Assert.InRange(after / before, 0.3, 0.6);
    }

    private static double Distance(byte[] a, byte[] b) => a.Zip(b, (x, y) => (double)Math.Abs(x - y)).Average();
}
