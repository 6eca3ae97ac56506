using Freeze.Calibration.Learned;
using Freeze.Calibration.Tests.Fitting;

namespace Freeze.Calibration.Tests.Learned;

public class AugmentationTests
{
    private static readonly ImageInput s_input = new(3, 8, 8);

    [Fact]
    public void The_first_view_is_the_image_and_every_view_is_its_own_whatever_is_read_before()
    {
        var images = new ColourImages(5, 1);
        int[] order = [0, 2, 4];
        byte[][] Views(IEnumerable<int> indices)
        {
            var set = new AugmentedImages(images, order, 3, s_input, seed: 9);
            var views = new byte[9][];
            foreach (var i in indices) set.Read(i, views[i] = new byte[s_input.Values]);
            return views;
        }

        var views = Views(Enumerable.Range(0, 9));
        Assert.Equal(views, Views(Enumerable.Range(0, 9).Reverse()));
        var plain = new byte[s_input.Values];
        for (var i = 0; i < 3; i++)
        {
            images.Read(order[i], plain);
            Assert.Equal(plain, views[i * 3]);
            Assert.NotEqual(plain, views[i * 3 + 1]);
            Assert.NotEqual(views[i * 3 + 1], views[i * 3 + 2]);
        }
    }

    /// <summary>With one colour for each column, a view shows which column each of its own came from.</summary>
    [Fact]
    public void Views_are_mirrored_and_shifted_by_an_eighth_of_the_side_at_most()
    {
        var image = new byte[s_input.Values];
        for (var i = 0; i < image.Length; i++) image[i] = (byte)(100 + 10 * (i / 3 % 8));
        var seen = new HashSet<string>();
        var view = new byte[image.Length];
        for (var seed = 0; seed < 200; seed++)
        {
            Augmentation.Apply(image, s_input, new Random(seed), view);

            // The middle column is never clamped, so its brightness against its neighbour's gives direction and shift.
            var factor = (view[4 * 3] - (double)view[3 * 3]) / 10;
            var column = (view[3 * 3] / Math.Abs(factor) - 100) / 10;
            Assert.InRange(Math.Abs(factor), 0.8, 1.25);
            seen.Add(factor > 0 ? $"{Math.Round(column) - 3}" : $"mirrored {Math.Round(column) - 4}");
        }

        Assert.True(seen.Count(s => s.StartsWith("mirrored", StringComparison.Ordinal)) >= 3 && seen.Count >= 6, string.Join(", ", seen));
    }

    [Fact]
    public void A_mixed_view_keeps_more_than_half_of_itself()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            byte[] view = [200], other = [0];
            Augmentation.Mix(view, other, new Random(seed));
            Assert.InRange(view[0], 100, 200);
        }
    }
}
