using Freeze.Layers;

namespace Freeze.Runtime.Tests.Models;

/// <summary>A network of one convolution that covers its image, and an end of a kind: nothing, Softmax, LogSoftmax or a sigmoid.</summary>
public sealed class HeadNet : FrozenModel
{
    private const int Image = 0, Buffer0 = 64, Buffer1 = 80;

    private readonly Conv2D _scores;
    private readonly Layer? _head;

    /// <summary>Makes a network.</summary>
    /// <param name="head">What it ends in.</param>
    public HeadNet(string head)
    {
        Shape scores = new(5, 1, 1);
        _scores = new("scores", new(3, 2, 2), scores)
        {
            Kernel = new(2, 2),
            FromImage = true,
            Activation = head switch
            {
                "fused sigmoid" => Activation.Sigmoid,
                "hard sigmoid" => Activation.HardSigmoid,
                _ => Activation.None,
            },
        };
        _head = head switch
        {
            "softmax" => new Softmax("head", scores, scores),
            "log-softmax" => new LogSoftmax("head", scores, scores),
            "sigmoid" => new Activate("head", scores, scores) { Activation = Activation.Sigmoid },
            _ => null,
        };
        Layer[] layers = _head is null ? [_scores] : [_scores, _head];
        Plan = new("head", new ImageInput(3, 2, 2), layers, [], [], arena: 96, "head-" + head);
    }

    /// <inheritdoc/>
    public override ModelPlan Plan { get; }

    /// <inheritdoc/>
    protected override void Forward(Session s)
    {
        s.Conv2D(Image, _scores, Buffer0);
        if (_head is Softmax softmax) s.Softmax(Buffer0, softmax, Buffer1);
        if (_head is LogSoftmax logSoftmax) s.LogSoftmax(Buffer0, logSoftmax, Buffer1);
        if (_head is Activate activate) s.Activate(Buffer0, activate, Buffer1);
        s.Answer(_head is null ? Buffer0 : Buffer1, Plan.Layers[^1]);
    }
}
