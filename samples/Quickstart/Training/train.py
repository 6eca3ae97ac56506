#!/usr/bin/env python3
r"""Trains the Quickstart's network and writes it as ONNX.

    dotnet run -c Release --project samples/Quickstart -- export frames/train 24000 1
    dotnet run -c Release --project samples/Quickstart -- export frames/test 3000 2
    /usr/bin/python3 samples/Quickstart/Training/train.py frames/train frames/test samples/Quickstart/Model/conveyor.onnx
    dotnet run -c Release --project tools/onnx2cs -- convert samples/Quickstart/Model/conveyor.onnx -o samples/Quickstart/Model \
        --name Conveyor --namespace Freeze.Samples.Quickstart --labels samples/Quickstart/Model/labels.txt --mean 0.5,0.5,0.5 --std 0.25,0.25,0.25

Needs Debian's python3-torch (1.13) and python3-onnx; a few minutes on one core. The network is a ResNet-18 for 32x32 pixels with
16, 32, 64 and 128 channels in its four stages. Its input is RGB / 255, less 0.5, divided by 0.25.
"""
import argparse
import math
import pathlib
import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

SEED = 7
CHANNELS = [16, 32, 64, 128]


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, CHANNELS[0], 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(CHANNELS[0])
        inputs = CHANNELS[0]
        for i, outputs in enumerate(CHANNELS):
            stride = 1 if i == 0 else 2
            setattr(self, f"layer{i + 1}", nn.Sequential(Block(inputs, outputs, stride), Block(outputs, outputs, 1)))
            inputs = outputs
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(CHANNELS[-1], 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


def frames(folder):
    folder = pathlib.Path(folder)
    pixels = numpy.fromfile(folder / "frames.bin", numpy.uint8).reshape(-1, 32, 32, 3)
    labels = numpy.fromfile(folder / "labels.bin", numpy.uint8).astype(numpy.int64)
    return torch.from_numpy(pixels.transpose(0, 3, 1, 2).copy()), torch.from_numpy(labels)


def normalise(pixels):
    return (pixels.float() / 255 - 0.5) / 0.25


def accuracy(network, pixels, labels):
    network.eval()
    with torch.no_grad():
        right = sum((network(normalise(x)).argmax(1) == y).sum().item() for x, y in zip(pixels.split(250), labels.split(250)))
    return right / len(labels)


def train(network, pixels, labels, epochs, batch, rate):
    weights = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim <= 1]
    optimiser = torch.optim.SGD([{"params": weights, "weight_decay": 5e-4}, {"params": others, "weight_decay": 0}],
                                lr=rate, momentum=0.9, nesterov=True)
    steps = epochs * (len(labels) // batch)
    shuffle = torch.Generator().manual_seed(SEED)
    step, start = 0, time.time()
    for epoch in range(epochs):
        network.train()
        total = 0.0
        for chosen in torch.randperm(len(labels), generator=shuffle).split(batch):
            if len(chosen) < batch:
                continue
            # Warm up for the first twentieth, then a half cosine down to nothing.
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1, (step + 1) / (0.05 * steps)) * 0.5 * (1 + math.cos(math.pi * step / steps))
            optimiser.zero_grad()
            loss = F.cross_entropy(network(normalise(pixels[chosen])), labels[chosen], label_smoothing=0.05)
            loss.backward()
            optimiser.step()
            total += loss.item() * len(chosen)
            step += 1
            if step % 20 == 0:
                print(f"  step {step}/{steps}, loss {loss.item():.3f}, {time.time() - start:.0f} s", flush=True)
        print(f"epoch {epoch + 1}: loss {total / len(labels):.4f}, {time.time() - start:.0f} s", flush=True)


def export(network, path):
    network.eval()
    # Neither folded nor fused, so that BatchNorm reaches the converter.
    torch.onnx.export(network, torch.zeros(1, 3, 32, 32), path, opset_version=13, do_constant_folding=False,
                      training=torch.onnx.TrainingMode.PRESERVE, input_names=["image"], output_names=["logits"],
                      dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train")
    parser.add_argument("test")
    parser.add_argument("onnx")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=0.1)
    options = parser.parse_args()

    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    network = ResNet18()
    train(network, *frames(options.train), options.epochs, options.batch, options.rate)
    export(network, options.onnx)
    print(f"accuracy on held-out frames: {accuracy(network, *frames(options.test)):.4f}")


if __name__ == "__main__":
    main()
