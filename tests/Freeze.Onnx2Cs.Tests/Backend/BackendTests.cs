using Xunit.Abstractions;

namespace Freeze.Onnx2Cs.Tests.Backend;

/// <summary>
/// ONNX's own test cases as a referee. The reference evaluator must give the stored outputs of every case whose operators it claims,
/// unless the case is listed with a reason; where a case is a network of images, the compiled model must give them too.
/// </summary>
public sealed class BackendTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [MemberData(nameof(BackendCases.Names), MemberType = typeof(BackendCases))]
    public void The_evaluator_gives_the_stored_outputs(string name)
    {
        var problem = BackendCases.Find(name).Evaluate();
        if (BackendCases.Listed.TryGetValue(name, out var reason))
            Assert.True(problem is not null, $"{name} passes; take it off the list ({reason})");
        else
            Assert.Null(problem);
    }

    [SkippableFact]
    public void Networks_of_images_compile_and_give_the_stored_outputs()
    {
        BackendCases.SkipIfAbsent();
        var ran = BackendCases.Passed.Where(Runs).Select(c => c.Name).ToArray();
        output.WriteLine($"{BackendCases.Claimed.Count} cases claimed, {BackendCases.Listed.Count} listed, {ran.Length} compiled and run:");
        foreach (var name in ran) output.WriteLine(name);
        Assert.InRange(ran.Length, 45, BackendCases.Claimed.Count);
    }

    [SkippableFact]
    public void The_list_names_only_cases_that_exist()
    {
        BackendCases.SkipIfAbsent();
        Assert.Empty(BackendCases.Listed.Keys.Except(BackendCases.Claimed.Select(c => c.Name)));
    }

    private bool Runs(BackendCase c)
    {
        if (ImageCase.Convert(c, output.WriteLine) is not var (model, input, expected)) return false;
        var scale = Math.Max(1, expected.Values.Max(Math.Abs));
        var error = Oracle.WorstError(expected.Values, [.. Compiled.Run(model, input).Select(value => (double)value)]);
        Assert.True(error <= 1e-4 * scale, $"{c.Name}: the compiled model is off by {error} of {scale}");
        return true;
    }
}
