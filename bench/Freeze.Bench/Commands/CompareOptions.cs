using System.CommandLine;
using Freeze.Bench.Comparison;
using Freeze.Bench.Networks;

namespace Freeze.Bench.Commands;

/// <summary>The options of <c>compare</c>.</summary>
internal sealed class CompareOptions
{
    private readonly Option<string?> _json = new("--json") { Description = "Writes the figures to this file as well." };

    private readonly Option<string[]> _models = new("--model")
    {
        Description = $"Networks to compare: {string.Join(", ", Catalogue.Names)}. Default: all.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int[]> _batches = Numbers("--batch", "Images in a request.", 1, 8, 32);

    private readonly Option<int> _images = new("--images")
    {
        Description = $"Test images for the networks of CIFAR-10. Default: {ImageTensors.Many}; more check more answers and take longer.",
        DefaultValueFactory = _ => ImageTensors.Many,
    };

    private readonly Option<int[]> _threads = Numbers("--threads", "Threads on both sides.", 1, 2);

    private readonly Option<double?> _seconds = new("--seconds") { Description = "Time for each row. Default: 5, with --quick 1." };

    private readonly Option<string> _shared = new("--shared")
    {
        Description = "Folder that holds models/ and data/cifar10/. Default: FREEZE_SHARED, or shared beside the repository.",
        DefaultValueFactory = _ => Repository.Shared,
    };

    private readonly Option<string?> _caches = new("--caches")
    {
        Description = "Folder with caches that onnx2cs fit made for a network. Default: fitted once and kept, which takes minutes.",
    };

    private readonly Option<bool> _quick = new("--quick") { Description = "Short measurements; fits no caches." };

    private readonly Option<bool> _noColdStart = new("--no-cold-start") { Description = "Leaves out cold start and peak memory." };

    public CompareOptions()
    {
        _models.AcceptOnlyFromAmong([.. Catalogue.Names]);
        _images.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var value) || value < 1))
                result.AddError("--images takes a number from 1.");
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _json, _models, _batches, _images, _threads, _seconds, _shared, _caches, _quick, _noColdStart })
            command.Options.Add(option);
    }

    public string? Json(ParseResult arguments) => arguments.GetValue(_json);

    /// <summary>Names of the networks, in the order of the table.</summary>
    public IEnumerable<string> Models(ParseResult arguments) =>
        arguments.GetValue(_models) is { Length: > 0 } chosen ? Catalogue.Names.Where(chosen.Contains) : Catalogue.Names;

    public int[] Batches(ParseResult arguments) => arguments.GetValue(_batches)!;

    public int[] Threads(ParseResult arguments) => arguments.GetValue(_threads)!;

    public Effort Effort(ParseResult arguments) =>
        arguments.GetValue(_quick) ? new(arguments.GetValue(_seconds) ?? 1, LeastPairs: 2) : new(arguments.GetValue(_seconds) ?? 5, LeastPairs: 5);

    /// <summary>Runs of each program for cold start; 0 leaves it out.</summary>
    public int Starts(ParseResult arguments) => arguments.GetValue(_noColdStart) ? 0 : arguments.GetValue(_quick) ? 11 : 21;

    public Sources Sources(ParseResult arguments, string workspace) =>
        new(arguments.GetValue(_shared)!, arguments.GetValue(_caches), FitCaches: !arguments.GetValue(_quick), workspace)
        {
            Images = arguments.GetValue(_images),
        };

    private static Option<int[]> Numbers(string name, string description, params int[] defaults)
    {
        var option = new Option<int[]>(name)
        {
            Description = $"{description} Default: {string.Join(' ', defaults)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => defaults,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !int.TryParse(token.Value, out var value) || value is < 1 or > 1024))
                result.AddError($"{name} takes numbers from 1 to 1024.");
        });
        return option;
    }
}
