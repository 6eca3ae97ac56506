using Freeze.Caching.Audits;
using Freeze.Runtime.Tests.Models;

namespace Freeze.Runtime.Tests.Handlers;

/// <summary>Code of others that runs in the middle of a prediction may throw or dispose the model.</summary>
public sealed class HandlerTests
{
    public static TheoryData<string> Places => [.. Place.Names];

    [Theory]
    [MemberData(nameof(Places))]
    public void What_a_handler_throws_reaches_the_caller_and_the_model_goes_on(string name)
    {
        var error = new InvalidOperationException("a handler failed");
        using var place = new Place(name, _ => throw error);
        var (calls, answer, thrown) = (0, new Prediction[1], default(Exception));
        while (!place.HasActed && calls < 200)
        {
            answer[0] = default;
            (thrown, calls) = (Record.Exception(() => place.Call(answer)), calls + 1);
        }

        Assert.True(place.HasActed);
        Assert.Same(error, thrown);
        var isObserver = name == "handler of Observe";
        if (!isObserver) Assert.Equal(place.Truth, answer[0]);
        if (place.IsAlarm) Assert.Equal(1, place.Told);

        var (audited, shown) = (place.Model.Audits!.Predictions, place.Shown);
        if (!place.IsAlarm && !isObserver) Assert.Equal(calls, audited);
        for (var i = 0; i < 3; i++)
        {
            place.Call(answer);
            if (!isObserver) Assert.Equal(place.Truth, answer[0]);
        }

        if (!isObserver && !name.EndsWith("stream", StringComparison.Ordinal)) Assert.Equal(audited + 3, place.Model.Audits!.Predictions);
        if (place.IsWatcher) Assert.Equal(shown + 3, place.Shown);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_handler_may_dispose_the_model(string name)
    {
        using var place = new Place(name, p =>
        {
            p.Model.Dispose();
            p.Model.Dispose();
            Assert.Throws<ObjectDisposedException>(() => p.Model.Predict(TinyFolder.Pixels(1)));
        });
        var answer = new Prediction[1];
        for (var calls = 0; !place.HasActed && calls < 200; calls++) place.Call(answer);
        Assert.True(place.HasActed);
        if (name != "handler of Observe") Assert.Equal(place.Truth, answer[0]);
        Assert.Throws<ObjectDisposedException>(() => place.Call(answer));
    }

    /// <summary>Neither may wait for the other's call, which is the one that its own thread is in.</summary>
    [Fact]
    public void Handlers_of_two_models_may_dispose_each_others()
    {
        using var folder = new TinyFolder();
        TinyNet first = folder.Load(), second = folder.Load();
        var expected = first.Predict(TinyFolder.Pixels(1));
        using var both = new Barrier(2);
        first.Midway = () => Meet(second);
        second.Midway = () => Meet(first);
        var answers = new Prediction[2];
        Thread[] threads = [new(() => answers[0] = first.Predict(TinyFolder.Pixels(1))), new(() => answers[1] = second.Predict(TinyFolder.Pixels(1)))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Equal([expected, expected], answers);
        Assert.Throws<ObjectDisposedException>(() => first.Predict(TinyFolder.Pixels(1)));
        Assert.Throws<ObjectDisposedException>(() => second.Predict(TinyFolder.Pixels(1)));

        void Meet(TinyNet other)
        {
            both.SignalAndWait();
            other.Dispose();
        }
    }

    [Fact]
    public void All_handlers_are_told_and_all_that_they_throw_is_said()
    {
        using var place = new Place("PromiseChanged", _ => throw new InvalidOperationException("first"));
        place.Model.PromiseChanged += (_, _) => throw new FormatException("second");
        var (answer, thrown) = (new Prediction[1], default(Exception));
        for (var calls = 0; !place.HasActed && calls < 200; calls++) thrown = Record.Exception(() => place.Call(answer));
        var errors = Assert.IsType<AggregateException>(thrown).InnerExceptions;
        Assert.Equal(["first", "second"], errors.Select(error => error.Message));
        Assert.Equal(1, place.Told);
        Assert.Equal(place.Truth, answer[0]);
    }

    /// <summary>An alarm is raised once: the failure of a later part of the same call must not swallow it.</summary>
    [Fact]
    public void An_alarm_is_acted_on_although_the_call_fails_after_it()
    {
        const int Count = 40;
        using var folder = new TinyFolder();
        var pixels = TinyFolder.Pixels(100);
        using var model = FrozenModel.Load<TinyNet>(folder.Path, new() { Threads = 1, Audit = new AuditOptions { Share = 1, Risk = 0.05 } });
        var truth = model.Predict(pixels).Class;
        var cache = TinyFolder.Exact(model, 0, 0.9f, (pixels, (truth + 1) % 5), (TinyFolder.Pixels(101), truth));
        model.UseCaches(TinyFolder.Caches(model, cache, null));
        var told = 0;
        model.PromiseChanged += (_, _) => told++;
        var tensors = Enumerable.Repeat(TinyFolder.Normalise(pixels), Count).SelectMany(values => values).ToArray();
        Array.Fill(tensors, float.NaN, (Count - 1) * pixels.Length, pixels.Length);
        var error = Assert.Throws<FreezeException>(() => model.Predict(tensors, new Prediction[Count]));
        Assert.Contains("image 39", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, told);
        Assert.False(model.Caches!.Probes[0]!.IsOn);
    }
}
