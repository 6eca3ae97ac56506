using System.Text.Json;
using Freeze.Hosting.Tests.Service;
using Freeze.Samples.Quickstart;

namespace Freeze.Hosting.Tests;

/// <summary>The likeliest classes over the service are those of the model by itself, in every batch and in streams.</summary>
public sealed class TopKTests
{
    private const int Images = 64;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task They_are_those_of_the_model(int k)
    {
        await using var service = await RunningService.StartAsync();
        using var model = Conveyor.Load(Frames.Models);
        var expected = Frames.Rgb.Take(Images).Select(rgb => model.PredictTopK(rgb, k)).ToArray();
        var several = await service.Service.PredictTopKAsync([.. Frames.Rgb.Take(Images).Select(rgb => new Pixels(rgb, 32, 32))], k);
        for (var i = 0; i < Images; i++)
        {
            Same(expected[i], several[i]);
            Same(expected[i], await service.Service.PredictTopKAsync(Frames.Rgb[i], 32, 32, k));
        }

        // Requests of all kinds in one batch: each gets what it asked for, and the pool's next user nothing of it.
        var mixed = Enumerable.Range(0, Images).Select(async i => i % 2 == 0
            ? await service.Service.PredictTopKAsync(Frames.Rgb[i], 32, 32, 1 + i % 5)
            : new(await service.Service.PredictAsync(Frames.Rgb[i], 32, 32), [])).ToArray();
        for (var i = 0; i < Images; i++)
        {
            var answer = await mixed[i];
            Assert.Equal(expected[i].Prediction.Class, answer.Prediction.Class);
            if (i % 2 == 0) Same(model.PredictTopK(Frames.Rgb[i], 1 + i % 5), answer);
        }
    }

    [Fact]
    public async Task Streams_have_them_too()
    {
        await using var service = await RunningService.StartAsync("--Freeze:StreamAuditShare", "0.5");
        using var model = Conveyor.Load(Frames.Models);
        for (var i = 0; i < Images; i++)
        {
            var answer = await service.Service.PredictTopKAsync(Frames.Rgb[i], 32, 32, 3, "camera");
            Assert.Equal(answer.Prediction.Class, answer.Classes[0].Class);
            Assert.InRange(answer.Classes.Count, 1, 3);

            // A frame that ran to the end is the network's own.
            if (!answer.Prediction.IsEarly)
            {
                var alone = Conveyor.Load(Frames.Models, new FrozenModelOptions { UseCaches = false });
                Same(alone.PredictTopK(Frames.Rgb[i], 3), answer);
                alone.Dispose();
            }
        }

        Assert.Equal(Images, service.Service.Snapshot().StreamFrames);
    }

    [Fact]
    public async Task The_service_is_asked_with_top()
    {
        await using var service = await RunningService.StartAsync();
        using var model = Conveyor.Load(Frames.Models);
        using var response = await service.PostAsync([.. Frames.Rgb[0], .. Frames.Rgb[1]], "application/octet-stream", "?top=3");
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var answers = json.RootElement.GetProperty("predictions");
        for (var i = 0; i < 2; i++)
        {
            var expected = model.PredictTopK(Frames.Rgb[i], 3).Classes;
            var classes = answers[i].GetProperty("classes").EnumerateArray().ToArray();
            Assert.Equal(expected.Select(c => (c.Class, c.Label)), classes.Select(c => (c.GetProperty("class").GetInt32(), c.GetProperty("label").GetString()!)));
            foreach (var (wanted, got) in expected.Zip(classes))
                Assert.Equal(wanted.Score, got.GetProperty(wanted.Probability is null ? "agreement" : "probability").GetSingle(), 1e-4);
        }

        using var without = await service.PostRawAsync(0);
        Assert.DoesNotContain("\"classes\"", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (var top in new[] { "0", "-1", "many" })
        {
            using var wrong = await service.PostAsync(Frames.Rgb[0], "application/octet-stream", "?top=" + top);
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, wrong.StatusCode);
        }

        await Assert.ThrowsAsync<FreezeException>(async () => await service.Service.PredictTopKAsync(Frames.Rgb[0], 32, 32, 0));
    }

    // Batches of another size add in another order.
    private static void Same(TopKPrediction expected, TopKPrediction actual)
    {
        Assert.Equal((expected.Prediction.Class, expected.Prediction.Exit), (actual.Prediction.Class, actual.Prediction.Exit));
        Assert.Equal(expected.Classes.Count, actual.Classes.Count);
        foreach (var (wanted, got) in expected.Classes.Zip(actual.Classes))
        {
            Assert.Equal(wanted.ScoreKind, got.ScoreKind);
            Assert.Equal(wanted.Score, got.Score, 1e-4);
        }

        Assert.Equal(expected.Classes[0].Class, actual.Classes[0].Class);
    }
}
