using Microsoft.Extensions.Options;

namespace Freeze.Hosting;

/// <summary>Says all that is wrong with the options at once, with the setting's name and what it takes.</summary>
internal sealed class FreezeOptionsValidation : IValidateOptions<FreezeOptions>
{
    public ValidateOptionsResult Validate(string? name, FreezeOptions options)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Folder)) problems.Add("Folder is empty; give the folder that onnx2cs convert wrote.");
        else if (!Directory.Exists(options.FullFolder))
            problems.Add($"Folder '{options.FullFolder}' does not exist; give the folder that onnx2cs convert wrote.");
        Range(nameof(options.Workers), options.Workers, 0, 1024);
        Range(nameof(options.Threads), options.Threads, 0, 1024);
        Range(nameof(options.MaxBatch), options.MaxBatch, 1, 32);
        Range(nameof(options.QueueLength), options.QueueLength, 1, 1_000_000);
        Range(nameof(options.MaxStreams), options.MaxStreams, 1, 1_000_000);
        Span(nameof(options.BatchDelay), options.BatchDelay, TimeSpan.FromSeconds(10));
        Span(nameof(options.ReloadDelay), options.ReloadDelay, TimeSpan.FromHours(1));
        if (options.AuditShare is not (>= 0 and <= 1)) problems.Add($"AuditShare is {options.AuditShare}; it takes 0 to 1.");
        if (options.Device.Length > 0 && DeviceProblem(options.Device) is { } problem) problems.Add(problem);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => "Freeze: " + problem));

        void Range(string setting, int value, int least, int most)
        {
            if (value < least || value > most) problems.Add($"{setting} is {value}; it takes {least} to {most}.");
        }

        static string? DeviceProblem(string device)
        {
            try
            {
                _ = Freeze.Device.Find(device);
                return null;
            }
            catch (FreezeException error)
            {
                return error.Message;
            }
        }

        void Span(string setting, TimeSpan value, TimeSpan most)
        {
            if (value < TimeSpan.Zero || value > most) problems.Add($"{setting} is {value}; it takes 00:00:00 to {most}.");
        }
    }
}
