using Freeze.Calibration.Learned;
using Freeze.Layers;

namespace Freeze.Calibration.Tests.Learned;

public class PredictorShapeTests
{
    [Fact]
    public void Look_ups_stay_under_a_hundredth_of_the_network_and_four_megabytes()
    {
        var plan = Plan(width: 64);
        var shapes = PredictorShape.Choose(plan, null, hidden: 128);
        var (macs, bytes) = Cost(plan, shapes);
        Assert.InRange(macs, 1, plan.Macs / 100);
        Assert.InRange(bytes, 2_000_000, 4_000_000);
        Assert.Equal([4, 4, 4, 0], shapes.Select(shape => shape.Grid));
        Assert.All(shapes.Take(3), shape => Assert.InRange(shape.Hidden, 16, 128));

        plan = Plan(width: 16);
        shapes = PredictorShape.Choose(plan, null, hidden: 128);
        Assert.InRange(Cost(plan, shapes).Macs, 1, plan.Macs / 100);
        Assert.All(shapes, shape => Assert.Equal(0, shape.Hidden % 16));
    }

    [Fact]
    public void None_wanted_is_linear_and_a_wanted_grid_is_taken()
    {
        var shapes = PredictorShape.Choose(Plan(width: 64), probe => probe.Name == "probe1" ? 2 : 0, hidden: 0);
        Assert.Equal([new(0, 0), new(2, 0), new(0, 0), new(0, 0)], shapes);
    }

    private static (long Macs, long Bytes) Cost(ModelPlan plan, PredictorShape[] shapes)
    {
        var caches = shapes.Select((shape, k) =>
        {
            var pooled = plan.Probes[k].Shape.Channels * shape.Grid * shape.Grid;
            return shape.Grid == 0 ? null : PredictorExport.ToCache(
                new Predictor(pooled, shape.Hidden, plan.Classes, new Random(1)), new Standardisation(new float[pooled], new float[pooled]), shape.Grid);
        }).ToArray();
        return (caches.Select((cache, k) => cache?.Macs(plan.Probes[k].Shape) ?? 0).Sum(), caches.Sum(cache => cache?.Bytes ?? 0));
    }

    // Eight convolutions at a time, then a probe; the last probe stands before the end, where nothing is left to save.
    private static ModelPlan Plan(int width)
    {
        var layers = new List<Layer>();
        var probes = new List<ProbePoint>();
        for (var stage = 0; stage < 4; stage++)
        {
            var shape = new Shape(width << stage, 32 >> stage, 32 >> stage, 1);
            for (var i = 0; i < 8; i++)
                layers.Add(new Conv2D($"conv{stage}.{i}", shape, shape) { Kernel = new(3, 3), Pad = new(1, 1) });
            probes.Add(new($"probe{stage}", shape, layers.Count));
        }

        layers.Add(new Dense("fc", new(width << 3, 1, 1), new(10, 1, 1)));
        return new ModelPlan("plan", new ImageInput(3, 32, 32), [.. layers], [.. probes], [], arena: 0, structure: "none");
    }
}
