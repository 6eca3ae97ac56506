using System.CommandLine;

namespace Freeze.Samples.EdgeClassifier;

/// <summary>What the commands that run the model have in common.</summary>
internal sealed class ModelOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object a line" };
    private readonly Option<string?> _device = new("--device")
    {
        Description = "Device to run on (see: devices); the best one if left out",
        HelpName = "NAME",
    };

    private readonly Option<string> _model = new("--model")
    {
        Description = "Folder of the model's files, \"models\" if left out; a relative one counts from this program",
        HelpName = "DIR",
        DefaultValueFactory = _ => "models",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_device);
        command.Options.Add(_model);
    }

    public IAnswerPrinter Output(ParseResult result) => result.GetValue(_json) ? new JsonPrinter() : new TablePrinter();

    /// <summary>Loads the model and warms it up, so that the first image's time is as honest as the others'.</summary>
    public FrozenModel Load(ParseResult result)
    {
        var device = result.GetValue(_device) is { } name ? Device.Find(name) : null;
        var model = CompiledModel.Load(result.GetRequiredValue(_model), new FrozenModelOptions { Device = device });
        model.Predict(new byte[model.Plan.Input.Values]);
        return model;
    }
}
